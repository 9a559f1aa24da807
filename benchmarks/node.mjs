// The Node libraries of the comparison. One line in: {op, library, documents, rounds}; one line out:
// {milliseconds: [CPU time per document, one for each round], documents}. Everything else stays in memory.
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as bazaar from '@digitalbazaar/vc';
import * as digitalcredentials from '@digitalcredentials/vc';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';

const {files, seed, keyId, created, controller} = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const contexts = new Map(
  Object.entries(files).map(([url, file]) => [url, JSON.parse(readFileSync(file, 'utf8'))]));
const did = keyId.split('#')[0];
const key = await Ed25519Multikey.generate({id: keyId, controller: did, seed: Buffer.from(seed, 'hex')});
const {publicKeyMultibase} = await key.export({publicKey: true});
const method = {id: keyId, type: 'Multikey', controller: did, publicKeyMultibase};
const document_ = {...controller, verificationMethod: [method]};

async function documentLoader(url) {
  const document = contexts.get(url) ?? (url === keyId ? method : url === did ? document_ : undefined);
  if(!document) {
    throw new Error(`not at hand: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
}

// Whether a bit is set is not part of the comparison; without this they refuse documents with a status.
const checkStatus = async () => ({verified: true});

const LIBRARIES = {'@digitalbazaar/vc': bazaar, '@digitalcredentials/vc': digitalcredentials};
const now = new Date('2026-07-01T00:00:00Z');

async function run({op, library, documents, rounds}) {
  const vc = LIBRARIES[library];
  const milliseconds = [];
  let answers;
  for(let round = 0; round < rounds; ++round) {
    answers = [];
    const before = process.cpuUsage();
    for(const document of documents) {
      if(op === 'sign') {
        const suite = new DataIntegrityProof({signer: key.signer(), date: created, cryptosuite});
        answers.push(await vc.issue({credential: structuredClone(document), suite, documentLoader, now}));
      } else {
        const suite = new DataIntegrityProof({cryptosuite});
        const result = await vc.verifyCredential({
          credential: document, suite, documentLoader, now, checkStatus
        });
        if(!result.verified) {
          throw new Error(JSON.stringify(result.error, null, 1));
        }
      }
    }
    const {user, system} = process.cpuUsage(before);
    milliseconds.push((user + system) / 1000 / documents.length);
  }
  return {milliseconds, documents: answers};
}

for await (const line of createInterface({input: process.stdin, crlfDelay: Infinity})) {
  let answer;
  try {
    answer = await run(JSON.parse(line));
  } catch(error) {
    answer = {refused: String(error?.message ?? error)};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
