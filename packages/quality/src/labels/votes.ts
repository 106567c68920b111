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
  /** Rows that did not count, because their person has other rows on the same task. */
  readonly repeats: number
  /** Per person, the tasks to which their rows give different labels. */
  readonly changesOfMind: Int32Array
  /** Of these over all people, the tasks on which no row is the latest, so that the person has no vote. */
  readonly undecided: number
}

/** One answer of one person to one task, by their names. */
export interface VoteRow {
  readonly task: string
  readonly worker: string
  readonly label: string
  /** When it was given, in any one unit; what counts where a person has several rows on one task. */
  readonly time?: number
}

/** Votes in any order, by number, with the name of each number in order of first sight. */
interface LooseVotes {
  readonly task: Int32Array
  readonly person: Int32Array
  readonly label: Int32Array
  readonly taskNames: readonly string[]
  readonly personNames: readonly string[]
  readonly classNames: readonly string[]
  /** When a row was given, in any one unit, NaN where that is not known; asked for rows that contradict each other only. */
  readonly timeOf?: (row: number) => number
}

/**
 * Sorts votes by name. Names are ordered by code unit, so any row order gives the same bits. A person has one vote on a
 * task: where all their rows say the same it counts once; where they differ the one with the latest time counts; and
 * where times are missing, or the latest ones differ too, none does, since nothing in the table tells which was meant.
 *
 * @param alsoClasses classes that exist although nobody may have given them (of an ontology, or of gold).
 */
export function votesFrom(rows: Iterable<VoteRow>, alsoClasses: readonly string[] = []): NamedVotes {
  const [tasks, people, classes] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const columns: [number[], number[], number[]] = [[], [], []]
  const times: number[] = []
  const number = (known: Map<string, number>, name: string) => {
    const found = known.get(name)
    if (found !== undefined) return found
    known.set(name, known.size)
    return known.size - 1
  }
  for (const { task, worker, label, time } of rows) {
    times.push(time ?? Number.NaN)
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
    timeOf: (row) => times[row] ?? Number.NaN,
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
  let [kept, undecided, lastTask, lastPerson] = [0, 0, -1, -1]
  for (let at = 0; at < size; at++) {
    const row = order[at] as number
    const task = tasks.rank[loose.task[row] as number] as number
    const who = people.rank[loose.person[row] as number] as number
    if (task === lastTask && who === lastPerson) {
      const end = endOfPair(loose, order, at)
      const meant = meantLabel(loose, order.subarray(at - 1, end))
      if (meant !== null) changesOfMind[who] = (changesOfMind[who] as number) + 1
      if (meant !== null && meant >= 0) label[kept - 1] = classes.rank[meant] as number
      if (meant === NONE) {
        kept--
        undecided++
        offsets[task + 1] = (offsets[task + 1] as number) - 1
      }
      at = end - 1
      continue
    }
    person[kept] = who
    label[kept] = classes.rank[loose.label[row] as number] as number
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
    undecided,
  }
}

/** No row of a person's on a task is the one that was meant. */
const NONE = -1

/** Where the rows of the person and task at `order[at]` end. */
function endOfPair({ task, person }: LooseVotes, order: Int32Array, at: number): number {
  const first = order[at] as number
  let end = at + 1
  for (; end < order.length; end++) {
    const row = order[end] as number
    if (task[row] !== task[first] || person[row] !== person[first]) break
  }
  return end
}

/** The label that a person's rows on one task mean: null where they all say the same, {@link NONE} where none is the latest. */
function meantLabel({ label, timeOf }: LooseVotes, rows: Int32Array): number | null {
  const first = label[rows[0] as number] as number
  if (rows.every((row) => label[row] === first)) return null
  let latest = Number.NEGATIVE_INFINITY
  let meant = NONE
  for (const row of rows) {
    const time = timeOf?.(row) ?? Number.NaN
    if (Number.isNaN(time)) return NONE
    if (time > latest) meant = label[row] as number
    else if (time === latest && label[row] !== meant) meant = NONE
    if (time > latest) latest = time
  }
  return meant
}

interface Ranked {
  readonly names: readonly string[]
  /** The place of each old number among the sorted names. */
  readonly rank: Int32Array
}

function sortedNames(names: readonly string[]): Ranked {
  const sorted = [...names].sort()
  const index = new Map<string, number>()
  for (let at = 0; at < sorted.length; at++) index.set(nameAt(sorted, at), at)
  const rank = new Int32Array(names.length)
  for (let at = 0; at < names.length; at++) rank[at] = index.get(nameAt(names, at)) ?? 0
  return { names: sorted, rank }
}

/** Row numbers by rising rank of `key`; rows of one rank keep the order they had in `before` (or the file). */
function countingOrder(key: Int32Array, { names, rank }: Ranked, before: Int32Array | null): Int32Array {
  const size = key.length
  const next = new Int32Array(names.length + 1)
  for (let row = 0; row < size; row++) {
    const index = (rank[key[row] as number] as number) + 1
    next[index] = (next[index] as number) + 1
  }
  for (let index = 0; index < names.length; index++)
    next[index + 1] = (next[index + 1] as number) + (next[index] as number)
  const order = new Int32Array(size)
  for (let at = 0; at < size; at++) {
    const row = before === null ? at : (before[at] as number)
    const index = rank[key[row] as number] as number
    order[next[index] as number] = row
    next[index] = (next[index] as number) + 1
  }
  return order
}

/** Right answers that are known, as class numbers by task (−1: not known), and the rows that fit no task or class, or each other. */
export interface Gold {
  readonly gold: Int32Array
  /** How many tasks have one. */
  readonly known: number
  readonly unknownTasks: readonly string[]
  readonly unknownClasses: readonly string[]
  /** Tasks named twice with different labels: not known. */
  readonly contradicted: readonly string[]
}

/** Gold by task number. The order of the rows decides nothing: a task that has two labels has none. */
export function goldFrom(named: NamedVotes, rows: Iterable<{ readonly task: string; readonly label: string }>): Gold {
  const tasks = new Map(named.tasks.map((name, at) => [name, at]))
  const classes = new Map(named.classes.map((name, at) => [name, at]))
  const gold = new Int32Array(named.tasks.length).fill(-1)
  const unknownTasks: string[] = []
  const unknownClasses: string[] = []
  const contradicted = new Set<number>()
  for (const row of rows) {
    const task = tasks.get(row.task)
    const label = classes.get(row.label)
    if (task === undefined) unknownTasks.push(row.task)
    else if (label === undefined) unknownClasses.push(row.label)
    else if ((gold[task] as number) >= 0 && gold[task] !== label) contradicted.add(task)
    else gold[task] = label
  }
  for (const task of contradicted) gold[task] = -1
  let known = 0
  for (let t = 0; t < gold.length; t++) if ((gold[t] as number) >= 0) known++
  const twice = [...contradicted].sort((a, b) => a - b).map((task) => nameAt(named.tasks, task))
  return { gold, known, unknownTasks, unknownClasses, contradicted: twice }
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
