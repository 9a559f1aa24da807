// Digital Bazaar's Bitstring Status List, as text and as credential.
import {createCredential, createList, decodeList} from '@digitalbazaar/vc-bitstring-status-list';

/** Job: {encodedList}. Answer: {length, set}: how many bits, and the indexes of those that are 1. */
export async function decode({encodedList}) {
  const list = await decodeList({encodedList});
  const set = [];
  for(let index = 0; index < list.length; index++) {
    if(list.getStatus(index)) {
      set.push(index);
    }
  }
  return {length: list.length, set};
}

/** Job: {id, purpose, length, set}. Answer: {document}: an unsigned list credential. */
export async function create({id, purpose, length, set}) {
  const list = await createList({length});
  for(const index of set) {
    list.setStatus(index, true);
  }
  return {document: await createCredential({id, list, statusPurpose: purpose})};
}
