// jsonld.js in safe mode with a null base: the exact text that eddsa-rdfc-2022 hashes there.
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {loader} from './loader.mjs';

const documentLoader = loader();

/**
 * Job: {document, maxWorkFactor}. Answer: {nquads}.
 *
 * The default work factor there is 1: it gives up on documents with a few anonymous nodes that look alike.
 */
export async function canonize({document, maxWorkFactor = 1}) {
  const options = {documentLoader, base: null, safe: true, maxWorkFactor};
  return {nquads: await cryptosuite.canonize(document, options)};
}
