// Reads one line, an array of jobs {op, ...}; writes one line, the array of answers. Errors are answers too.
import './loader.mjs';
import {createInterface} from 'node:readline';
import {canonize} from './canonize.mjs';
import {makeToken, verifyToken} from './jose.mjs';
import {present, verifyPresentation} from './present.mjs';
import {issue, issueEcdsa, publicKey, signDocument} from './sign.mjs';
import {create, decode} from './status.mjs';
import {messages, verifyCredential, verifyDocument} from './verify.mjs';

const OPERATIONS = {
  canonize, create, decode, issue, issueEcdsa, makeToken, present, publicKey, signDocument, verifyCredential,
  verifyDocument, verifyPresentation, verifyToken
};

async function answer({op, ...job}) {
  try {
    return await OPERATIONS[op](job);
  } catch(error) {
    return {refused: [...messages(error)]};
  }
}

for await (const line of createInterface({input: process.stdin, crlfDelay: Infinity})) {
  const answers = [];
  for(const job of JSON.parse(line)) {
    answers.push(await answer(job));
  }
  process.stdout.write(JSON.stringify(answers) + '\n');
}
