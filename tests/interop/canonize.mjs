// jsonld.js in safe mode with a null base: the exact text that eddsa-rdfc-2022 hashes there.
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {loader} from './loader.mjs';

const documentLoader = loader();

/** Job: {document}. Answer: {nquads}. */
export async function canonize({document}) {
  return {nquads: await cryptosuite.canonize(document, {documentLoader, base: null, safe: true})};
}
