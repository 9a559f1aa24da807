// The library `jose`: it checks our tokens, and makes some for us. Keys go through as JWKs.
import {compactVerify, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK, CompactSign} from 'jose';

/** Job: {token, jwk}. Answer: {header, payload}, the payload as text. */
export async function verifyToken({token, jwk}) {
  const {alg} = decodeProtectedHeader(token);
  const {payload, protectedHeader} = await compactVerify(token, await importJWK(jwk, alg), {algorithms: [alg]});
  return {header: protectedHeader, payload: new TextDecoder().decode(payload)};
}

/** Job: {header, payload}, the payload as text. Answer: {token, jwk} by a new key. */
export async function makeToken({header, payload}) {
  const {publicKey, privateKey} = await generateKeyPair(header.alg, {extractable: true});
  const token = await new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader(header)
    .sign(privateKey);
  return {token, jwk: await exportJWK(publicKey)};
}
