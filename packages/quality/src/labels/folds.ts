import { mix32 } from "../agreement/seeded.ts"
import type { Votes } from "./votes.ts"

// `as number` in this file: the loops bound every index.

/** Rounds of looking at neighbours: after four, two votes with the same key stand in the same place for any model here. */
const ROUNDS = 4

/**
 * One number for each vote that depends on where the vote stands among the others and not on any name: people, tasks and
 * classes start as the number of their votes and take in their neighbours' keys a few times (Weisfeiler and Leman 1968).
 * So the folds made from it stay the same when everything is renamed.
 */
export function structuralKeys(votes: Votes): Uint32Array {
  const { tasks, people, classes, offsets, person, label } = votes
  let keys: Keys = { task: new Uint32Array(tasks), person: new Uint32Array(people), label: new Uint32Array(classes) }
  for (let round = 0; round < ROUNDS; round++) {
    const seen: Keys = {
      task: new Uint32Array(tasks),
      person: new Uint32Array(people),
      label: new Uint32Array(classes),
    }
    for (let t = 0; t < tasks; t++) {
      const a = keys.task[t] as number
      for (let i = offsets[t] as number; i < (offsets[t + 1] as number); i++) {
        const w = person[i] as number
        const y = label[i] as number
        const b = keys.person[w] as number
        const c = keys.label[y] as number
        // Sums do not depend on the order; a Uint32Array keeps their low 32 bits.
        seen.task[t] = (seen.task[t] as number) + mix32(b, c)
        seen.person[w] = (seen.person[w] as number) + mix32(a, c)
        seen.label[y] = (seen.label[y] as number) + mix32(a, b)
      }
    }
    keys = {
      task: joined(keys.task, seen.task),
      person: joined(keys.person, seen.person),
      label: joined(keys.label, seen.label),
    }
  }
  const key = new Uint32Array(person.length)
  for (let t = 0; t < tasks; t++) {
    for (let i = offsets[t] as number; i < (offsets[t + 1] as number); i++)
      key[i] = mix32(
        mix32(keys.task[t] as number, keys.person[person[i] as number] as number),
        keys.label[label[i] as number] as number,
      )
  }
  return key
}

interface Keys {
  readonly task: Uint32Array
  readonly person: Uint32Array
  readonly label: Uint32Array
}

const joined = (own: Uint32Array, seen: Uint32Array) => own.map((key, at) => mix32(key, seen[at] as number))

/** The fold of each vote, `0 .. folds - 1`, all about equally large. */
export function foldsOf(keys: Uint32Array, folds: number, seed: number): Uint8Array {
  const fold = new Uint8Array(keys.length)
  for (let i = 0; i < keys.length; i++)
    fold[i] = Math.floor(((mix32(mix32(keys[i] as number, seed), 0x51ed) >>> 0) / 4_294_967_296) * folds)
  return fold
}
