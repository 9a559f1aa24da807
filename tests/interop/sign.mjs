// Digital Bazaar's issuer, and the one of the Digital Credentials Consortium, with a key from a fixed seed.
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as bazaar from '@digitalbazaar/vc';
import * as consortium from '@digitalcredentials/vc';
import {createSignCryptosuite as jcs} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import jsigs from 'jsonld-signatures';
import {loader} from './loader.mjs';

const CRYPTOSUITES = {'eddsa-rdfc-2022': () => rdfc, 'eddsa-jcs-2022': jcs};

async function suite({seed, keyId, created, cryptosuite}) {
  const key = await keyPair({seed, keyId});
  // Their jcs suite is split into a signing and a verifying half, and the frame asks for both.
  return new DataIntegrityProof({
    signer: key.signer(), date: created, cryptosuite: CRYPTOSUITES[cryptosuite]()
  });
}

function keyPair({seed, keyId}) {
  const [controller] = keyId.split('#');
  return Ed25519Multikey.generate({id: keyId, controller, seed: Buffer.from(seed, 'hex')});
}

/** Job: {credential, seed, keyId, created, cryptosuite, now, library?}. Answer: {document}. */
export async function issue({credential, now, library, ...key}) {
  const vc = library === '@digitalcredentials/vc' ? consortium : bazaar;
  const document = await vc.issue({
    credential, suite: await suite(key), documentLoader: loader(), now: new Date(now)
  });
  return {document};
}

/** Job: {document, seed, keyId, created, cryptosuite}: any document. Answer: {document}. */
export async function signDocument({document, ...key}) {
  // Not `jsigs.sign`: it puts a context into every document that has none.
  const purpose = new jsigs.purposes.AssertionProofPurpose();
  const proof = await (await suite(key)).createProof({document, purpose, documentLoader: loader()});
  return {document: {...document, proof}};
}

/** Job: {credential, curve, keyId, created, now}: by a new key. Answer: {document, publicKeyMultibase}. */
export async function issueEcdsa({credential, curve, keyId, created, now}) {
  const [controller] = keyId.split('#');
  const key = await EcdsaMultikey.generate({id: keyId, controller, curve});
  const signing = new DataIntegrityProof({signer: key.signer(), date: created, cryptosuite: ecdsa});
  const document = await bazaar.issue({
    credential, suite: signing, documentLoader: loader(), now: new Date(now)
  });
  const {publicKeyMultibase} = await key.export({publicKey: true});
  return {document, publicKeyMultibase};
}

/** Job: {seed, keyId}. Answer: {publicKeyMultibase}. */
export async function publicKey(job) {
  const {publicKeyMultibase} = await (await keyPair(job)).export({publicKey: true});
  return {publicKeyMultibase};
}
