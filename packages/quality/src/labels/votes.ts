import { nameAt } from "./arrays.ts"

// `as number` in this file: the loops bound every index, and a call for each read would cost most of the time.

/**
 * Votes on tasks, sparse and sorted: those of task `t` stand at `offsets[t] .. offsets[t + 1] - 1`, by rising person.
 * A person has at most one vote on a task. A task may have none.
 */
export interface Votes {
  readonly tasks: number
  readonly people: number
  /** How many classes there are; labels are `0 .. classes - 1`. */
  readonly classes: number
  /** `tasks + 1` places. */
  readonly offsets: Int32Array
  /** The person of each vote, `0 .. people - 1`. */
  readonly person: Int32Array
  /** The class that person gave. */
  readonly label: Int32Array
}

/** Votes with the names behind the numbers. All three lists rise by code unit. */
export interface NamedVotes {
  readonly votes: Votes
  readonly tasks: readonly string[]
  readonly people: readonly string[]
  readonly classes: readonly string[]
  /** Rows that repeat a person on a task, and so did not count. */
  readonly repeats: number
  /** Of these, where the later row gave another label: per person, a change of mind. */
  readonly changesOfMind: Int32Array
}

/** One row of a votes table. */
export interface VoteRow {
  readonly task: string
  readonly worker: string
  readonly label: string
}

/** Votes in any order, by number, with the name of each number in order of first sight. */
export interface LooseVotes {
  readonly task: Int32Array
  readonly person: Int32Array
  readonly label: Int32Array
  readonly taskNames: readonly string[]
  readonly personNames: readonly string[]
  readonly classNames: readonly string[]
}

/**
 * Sorts votes by name. Names are ordered by code unit, so any row order gives the same bits. The one exception: when a
 * person has several rows on one task the latest row counts, and "latest" is the order of the rows.
 *
 * @param alsoClasses classes that exist although nobody may have given them (of an ontology, or of gold).
 */
export function votesFrom(rows: Iterable<VoteRow>, alsoClasses: readonly string[] = []): NamedVotes {
  const [tasks, people, classes] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const columns: [number[], number[], number[]] = [[], [], []]
  const number = (known: Map<string, number>, name: string) => {
    const found = known.get(name)
    if (found !== undefined) return found
    known.set(name, known.size)
    return known.size - 1
  }
  for (const { task, worker, label } of rows) {
    columns[0].push(number(tasks, task))
    columns[1].push(number(people, worker))
    columns[2].push(number(classes, label))
  }
  for (const name of alsoClasses) number(classes, name)
  return sortVotes({
    task: Int32Array.from(columns[0]),
    person: Int32Array.from(columns[1]),
    label: Int32Array.from(columns[2]),
    taskNames: [...tasks.keys()],
    personNames: [...people.keys()],
    classNames: [...classes.keys()],
  })
}

/** Puts loose votes into the order of `NamedVotes`: linear in the votes, by two counting sorts. */
export function sortVotes(loose: LooseVotes): NamedVotes {
  const tasks = sortedNames(loose.taskNames)
  const people = sortedNames(loose.personNames)
  const classes = sortedNames(loose.classNames)
  const byPerson = countingOrder(loose.person, people, null)
  const order = countingOrder(loose.task, tasks, byPerson)
  const size = order.length
  const offsets = new Int32Array(tasks.names.length + 1)
  const person = new Int32Array(size)
  const label = new Int32Array(size)
  const changesOfMind = new Int32Array(people.names.length)
  let [kept, lastTask, lastPerson] = [0, -1, -1]
  for (let at = 0; at < size; at++) {
    const row = order[at] as number
    const task = tasks.rank[loose.task[row] as number] as number
    const who = people.rank[loose.person[row] as number] as number
    const what = classes.rank[loose.label[row] as number] as number
    if (task === lastTask && who === lastPerson) {
      if ((label[kept - 1] as number) !== what) changesOfMind[who] = (changesOfMind[who] as number) + 1
      label[kept - 1] = what
      continue
    }
    person[kept] = who
    label[kept] = what
    kept++
    offsets[task + 1] = (offsets[task + 1] as number) + 1
    lastTask = task
    lastPerson = who
  }
  for (let t = 0; t < tasks.names.length; t++) offsets[t + 1] = (offsets[t + 1] as number) + (offsets[t] as number)
  const votes = {
    tasks: tasks.names.length,
    people: people.names.length,
    classes: classes.names.length,
    offsets,
    person: kept === size ? person : person.slice(0, kept),
    label: kept === size ? label : label.slice(0, kept),
  }
  return {
    votes,
    tasks: tasks.names,
    people: people.names,
    classes: classes.names,
    repeats: size - kept,
    changesOfMind,
  }
}

interface Ranked {
  readonly names: readonly string[]
  /** The place of each old number among the sorted names. */
  readonly rank: Int32Array
}

function sortedNames(names: readonly string[]): Ranked {
  const sorted = [...names].sort()
  const place = new Map<string, number>()
  for (let at = 0; at < sorted.length; at++) place.set(nameAt(sorted, at), at)
  const rank = new Int32Array(names.length)
  for (let at = 0; at < names.length; at++) rank[at] = place.get(nameAt(names, at)) ?? 0
  return { names: sorted, rank }
}

/** Row numbers by rising rank of `key`; rows of one rank keep the order they had in `before` (or the file). */
function countingOrder(key: Int32Array, { names, rank }: Ranked, before: Int32Array | null): Int32Array {
  const size = key.length
  const next = new Int32Array(names.length + 1)
  for (let row = 0; row < size; row++) {
    const place = (rank[key[row] as number] as number) + 1
    next[place] = (next[place] as number) + 1
  }
  for (let place = 0; place < names.length; place++)
    next[place + 1] = (next[place + 1] as number) + (next[place] as number)
  const order = new Int32Array(size)
  for (let at = 0; at < size; at++) {
    const row = before === null ? at : (before[at] as number)
    const place = rank[key[row] as number] as number
    order[next[place] as number] = row
    next[place] = (next[place] as number) + 1
  }
  return order
}

/** Right answers that are known, as class numbers by task (−1: not known), and the rows that fit no task or class. */
export interface Gold {
  readonly gold: Int32Array
  /** How many tasks have one. */
  readonly known: number
  readonly unknownTasks: readonly string[]
  readonly unknownClasses: readonly string[]
}

/** Gold by task number. A task named twice takes the later row. */
export function goldFrom(named: NamedVotes, rows: Iterable<{ readonly task: string; readonly label: string }>): Gold {
  const tasks = new Map(named.tasks.map((name, at) => [name, at]))
  const classes = new Map(named.classes.map((name, at) => [name, at]))
  const gold = new Int32Array(named.tasks.length).fill(-1)
  const unknownTasks: string[] = []
  const unknownClasses: string[] = []
  for (const row of rows) {
    const task = tasks.get(row.task)
    const label = classes.get(row.label)
    if (task === undefined) unknownTasks.push(row.task)
    else if (label === undefined) unknownClasses.push(row.label)
    else gold[task] = label
  }
  let known = 0
  for (let t = 0; t < gold.length; t++) if ((gold[t] as number) >= 0) known++
  return { gold, known, unknownTasks, unknownClasses }
}

/**
 * The same votes with some left out: `keep[i]` is 1 for the votes that stay. Tasks, people and classes keep their
 * numbers, so a task may end up without votes.
 */
export function keepVotes(votes: Votes, keep: Uint8Array): Votes {
  const offsets = new Int32Array(votes.tasks + 1)
  let kept = 0
  for (let i = 0; i < votes.person.length; i++) if (keep[i] === 1) kept++
  const person = new Int32Array(kept)
  const label = new Int32Array(kept)
  let at = 0
  for (let t = 0; t < votes.tasks; t++) {
    const end = votes.offsets[t + 1] as number
    for (let i = votes.offsets[t] as number; i < end; i++) {
      if (keep[i] !== 1) continue
      person[at] = votes.person[i] as number
      label[at] = votes.label[i] as number
      at++
    }
    offsets[t + 1] = at
  }
  return { ...votes, offsets, person, label }
}
