// Presentations: Digital Bazaar's wallet signs one, and its verifier checks one with all that stands in it.
import * as bazaar from '@digitalbazaar/vc';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {loader} from './loader.mjs';
import {messages} from './verify.mjs';

/** Job: {credentials, holder, seed, keyId, created, now, domain, challenge}. Answer: {document}. */
export async function present({credentials, holder, seed, keyId, created, now, domain, challenge}) {
  const [controller] = keyId.split('#');
  const key = await Ed25519Multikey.generate({id: keyId, controller, seed: Buffer.from(seed, 'hex')});
  const suite = new DataIntegrityProof({signer: key.signer(), date: created, cryptosuite: rdfc});
  const presentation = bazaar.createPresentation({
    verifiableCredential: credentials, holder, now: new Date(now)
  });
  const document = await bazaar.signPresentation({
    presentation, suite, domain, challenge, documentLoader: loader()
  });
  return {document};
}

/** Job: {document, documents, now, domain, challenge}. Answer: {verified, errors}. */
export async function verifyPresentation({document, documents, now, domain, challenge}) {
  const result = await bazaar.verify({
    presentation: document,
    suite: new DataIntegrityProof({cryptosuite: rdfc}),
    domain,
    challenge,
    now: new Date(now),
    documentLoader: loader(documents)
  });
  return {
    verified: result.verified,
    errors: [...messages(result), ...messages(result.presentationResult), ...messages(result.credentialResults)]
  };
}
