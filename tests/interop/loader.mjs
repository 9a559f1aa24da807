// Where documents come from: the context files named at the start, the documents of the job, and nothing else.
import {readFileSync} from 'node:fs';
import net from 'node:net';

// No library may find a way out, whatever it does with an address it does not know.
net.Socket.prototype.connect = () => {
  throw new Error('the network is not used in these tests');
};

// A file that holds {address: path of the context file}.
const files = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const contexts = new Map();

function context(url) {
  if(!contexts.has(url)) {
    contexts.set(url, JSON.parse(readFileSync(files[url], 'utf8')));
  }
  return contexts.get(url);
}

/**
 * A document loader for one job.
 *
 * @param {object} documents - Address -> document: DID documents, controller documents, status lists.
 */
export function loader(documents = {}) {
  return async url => {
    if(Object.hasOwn(files, url)) {
      return {contextUrl: null, documentUrl: url, document: context(url), tag: 'static'};
    }
    const [base, fragment] = url.split('#');
    const document = Object.hasOwn(documents, base) ? documents[base] : undefined;
    if(document === undefined) {
      throw new Error(`not at hand: ${url}`);
    }
    return {contextUrl: null, documentUrl: url, document: fragment ? method(document, url) : document};
  };
}

// Digital Bazaar's libraries ask the loader for a verification method by its own address. It is given as it
// stands, without a context: theirs takes a Multikey with no context, or with exactly multikey/v1 in it.
function method(document, url) {
  const found = (document.verificationMethod ?? []).find(entry => entry.id === url);
  if(!found) {
    throw new Error(`not in its controller document: ${url}`);
  }
  return found;
}
