// Digital Bazaar's verifier, and the consortium's, for credentials; and for other signed documents.
import * as bazaar from '@digitalbazaar/vc';
import * as consortium from '@digitalcredentials/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {createVerifyCryptosuite as jcs} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as ecdsa} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import jsigs from 'jsonld-signatures';
import {loader} from './loader.mjs';

function suites() {
  return [rdfc, jcs(), ecdsa].map(cryptosuite => new DataIntegrityProof({cryptosuite}));
}

/** Job: {credential, documents, now, library?}. Answer: {verified, errors, statuses}. */
export async function verifyCredential({credential, documents, now, library}) {
  const vc = library === '@digitalcredentials/vc' ? consortium : bazaar;
  const result = await vc.verifyCredential({
    credential, suite: suites(), documentLoader: loader(documents), now: new Date(now), checkStatus
  });
  // `verified` says that the status could be found out; whether the bit is set stands beside it.
  const statuses = (result.statusResult?.results ?? []).map(({status}) => status);
  return {verified: result.verified, statuses, errors: [...messages(result)]};
}

/** Job: {document, documents}: any signed document, not held to be a credential. Answer: {verified, errors}. */
export async function verifyDocument({document, documents}) {
  const result = await jsigs.verify(document, {
    suite: suites(),
    purpose: new jsigs.purposes.AssertionProofPurpose(),
    documentLoader: loader(documents)
  });
  return {verified: result.verified, errors: [...messages(result)]};
}

/** Every message in a tree of errors and results, without doubles. */
export function messages(value, found = new Set()) {
  if(value instanceof Error) {
    found.add(`${value.name}: ${value.message}`);
  }
  const event = value?.details?.event?.code;
  if(event) {
    found.add(event);
  }
  for(const name of ['error', 'errors', 'cause', 'results', 'statusResult', 'purposeResult']) {
    const inner = value?.[name];
    for(const part of Array.isArray(inner) ? inner : [inner]) {
      if(part && typeof part === 'object') {
        messages(part, found);
      }
    }
  }
  return found;
}
