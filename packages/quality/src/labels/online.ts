import { f64, i32 } from "./arrays.ts"
import { type ConfusionPrior, type DawidSkeneForm, defaultStrength, logShare } from "./dawidSkene.ts"
import { type EmFit, softMax } from "./em.ts"
import type { Votes } from "./votes.ts"

/** One new vote, by the numbers of task, person and class. Task and person may be new: the next number, or any above. */
interface NewVote {
  readonly task: number
  readonly person: number
  readonly label: number
}

/** What is believed about one task. */
interface TaskBelief {
  /** −1 where nothing is known of the task. */
  readonly answer: number
  readonly confidence: number
  /** One probability for each class. */
  readonly posterior: Float64Array
  readonly votes: number
}

/** How the state was fitted: form and prior as in `dawidSkene`. */
interface OnlineOptions {
  readonly form?: DawidSkeneForm
  readonly prior?: ConfusionPrior
  readonly gold?: Int32Array | undefined
}

/**
 * Passes over a task's votes for a new one. Each lets the last one's posterior speak through the counts; after four, twice as
 * many bring the answers hardly nearer to those of a refit (on a generated crowd 180 against 122 of 20,000 differ, with two
 * 306). Taking the task out of the counts first was nearer there, and far off on real crowds.
 */
const PASSES = 4

/**
 * Dawid–Skene that takes one vote at a time: it keeps the sufficient statistics (each person's expected counts) and, for a
 * new vote, revises the task concerned and the counts of those who voted on it (incremental EM, Neal and Hinton 1998).
 * O(votes of the task × classes) for each vote. Other tasks wait for the next full refit, from which this starts.
 */
export class OnlineLabels {
  readonly classes: number
  readonly #form: DawidSkeneForm
  readonly #prior: ConfusionPrior
  #tasks: number
  #people: number
  #votes = 0
  /** Sums over people of the counts, `label · K + class`; and by class. */
  readonly #pooled: Float64Array
  readonly #pooledRow: Float64Array
  readonly #classTotal: Float64Array
  #cells: Float64Array
  #rows: Float64Array
  #posterior: Float64Array
  #gold: Int32Array
  /** Votes as one chain for each task: the latest vote of a task, and of a vote the one before it; −1 ends it. */
  #last: Int32Array
  #before: Int32Array
  #person: Int32Array
  #label: Int32Array
  readonly #score: Float64Array
  readonly #next: Float64Array

  /** @param fit the fit of exactly these votes. */
  constructor(votes: Votes, fit: Pick<EmFit, "counts" | "posterior">, options: OnlineOptions = {}) {
    const K = votes.classes
    this.classes = K
    this.#form = options.form ?? "variational"
    this.#prior = options.prior ?? { pooled: this.#form === "plain" ? 0 : defaultStrength(K), diagonal: 0, spread: 0 }
    this.#tasks = votes.tasks
    this.#people = votes.people
    this.#cells = fit.counts.cells.slice()
    this.#rows = new Float64Array(votes.people * K)
    this.#posterior = fit.posterior.slice()
    this.#gold = options.gold?.slice() ?? new Int32Array(votes.tasks).fill(-1)
    this.#last = new Int32Array(votes.tasks).fill(-1)
    const room = votes.person.length + 1_024
    this.#before = new Int32Array(room)
    this.#person = new Int32Array(room)
    this.#label = new Int32Array(room)
    this.#pooled = new Float64Array(K * K)
    this.#pooledRow = new Float64Array(K)
    this.#classTotal = fit.counts.classes.slice()
    this.#score = new Float64Array(K)
    this.#next = new Float64Array(K)
    this.#sumRows()
    for (let t = 0; t < votes.tasks; t++)
      for (let i = i32(votes.offsets, t); i < i32(votes.offsets, t + 1); i++)
        this.#chain(t, i32(votes.person, i), i32(votes.label, i))
  }

  /** Votes held, each person once a task. */
  get votes(): number {
    return this.#votes
  }

  /**
   * Takes one vote; a person's second vote on a task replaces the first. Returns what is now believed about the task.
   *
   * @throws RangeError when the label is not one of the classes, or a number is negative.
   */
  add({ task, person, label }: NewVote): TaskBelief {
    if (!(label >= 0 && label < this.classes && task >= 0 && person >= 0)) throw new RangeError("no such vote")
    this.#makeRoom(task, person)
    const K = this.classes
    const first = i32(this.#last, task) < 0
    const at = this.#voteOf(task, person)
    if (first) this.#startTask(task, label)
    if (at < 0) {
      this.#chain(task, person, label)
      this.#count(person, label, task, 1)
    } else if (this.#label[at] !== label) {
      this.#count(person, i32(this.#label, at), task, -1)
      this.#label[at] = label
      this.#count(person, label, task, 1)
    }
    if (i32(this.#gold, task) < 0) for (let pass = 0; pass < PASSES; pass++) this.#revise(task)
    return this.belief(task, K)
  }

  /** What is believed about a task now. */
  belief(task: number, K = this.classes): TaskBelief {
    const posterior = this.#posterior.slice(task * K, task * K + K)
    let votes = 0
    for (let i = this.#last[task] ?? -1; i >= 0; i = i32(this.#before, i)) votes++
    const known = this.#gold[task] ?? -1
    if (votes === 0 && known < 0) return { answer: -1, confidence: 0, posterior, votes }
    let answer = 0
    for (let c = 1; c < K; c++) if (f64(posterior, c) > f64(posterior, answer)) answer = c
    return { answer, confidence: f64(posterior, answer), posterior, votes }
  }

  /** Everybody's votes, in the sorted form that a full refit takes. */
  toVotes(): Votes {
    const offsets = new Int32Array(this.#tasks + 1)
    const person = new Int32Array(this.#votes)
    const label = new Int32Array(this.#votes)
    let at = 0
    for (let t = 0; t < this.#tasks; t++) {
      const own: number[] = []
      for (let i = i32(this.#last, t); i >= 0; i = i32(this.#before, i)) own.push(i)
      own.sort((a, b) => i32(this.#person, a) - i32(this.#person, b))
      for (const i of own) {
        person[at] = i32(this.#person, i)
        label[at++] = i32(this.#label, i)
      }
      offsets[t + 1] = at
    }
    return { tasks: this.#tasks, people: this.#people, classes: this.classes, offsets, person, label }
  }

  /**
   * A task's first vote: it starts half at the class prior, half at the vote (or at gold), and joins the class totals. The
   * half on the vote is what tells the classes apart while nothing is known of anybody.
   */
  #startTask(task: number, label: number): void {
    const K = this.classes
    const gold = i32(this.#gold, task)
    let total = K
    for (let c = 0; c < K; c++) total += f64(this.#classTotal, c)
    for (let c = 0; c < K; c++) {
      const q = gold >= 0 ? Number(gold === c) : ((f64(this.#classTotal, c) + 1) / total + Number(c === label)) / 2
      this.#posterior[task * K + c] = q
    }
    for (let c = 0; c < K; c++) this.#classTotal[c] = f64(this.#classTotal, c) + f64(this.#posterior, task * K + c)
  }

  /** One E step of one task, and the change it makes to the counts. */
  #revise(task: number): void {
    const K = this.classes
    const score = this.#score
    for (let c = 0; c < K; c++) score[c] = Math.log(f64(this.#classTotal, c) + 1)
    for (let i = i32(this.#last, task); i >= 0; i = i32(this.#before, i)) {
      const [w, y] = [i32(this.#person, i), i32(this.#label, i)]
      for (let c = 0; c < K; c++) score[c] = f64(score, c) + this.#logConfusion(w, y, c)
    }
    softMax(score, this.#next, 0)
    for (let i = i32(this.#last, task); i >= 0; i = i32(this.#before, i)) {
      const [w, y] = [i32(this.#person, i), i32(this.#label, i)]
      for (let c = 0; c < K; c++) this.#shift(w, y, c, f64(this.#next, c) - f64(this.#posterior, task * K + c))
    }
    for (let c = 0; c < K; c++) {
      this.#classTotal[c] = f64(this.#classTotal, c) + f64(this.#next, c) - f64(this.#posterior, task * K + c)
      this.#posterior[task * K + c] = f64(this.#next, c)
    }
  }

  #logConfusion(w: number, y: number, c: number): number {
    const K = this.classes
    const { pooled, diagonal, spread } = this.#prior
    const own = y === c ? diagonal : spread / Math.max(1, K - 1)
    const start = (pooled * (f64(this.#pooled, y * K + c) + 1)) / (f64(this.#pooledRow, c) + K) + own
    const cell = f64(this.#cells, (w * K + y) * K + c) + start
    return logShare(this.#form, cell, f64(this.#rows, w * K + c) + pooled + diagonal + spread, K)
  }

  /** Adds (or with −1 takes out) a task's posterior for one vote. */
  #count(w: number, y: number, task: number, sign: number): void {
    const K = this.classes
    for (let c = 0; c < K; c++) this.#shift(w, y, c, sign * f64(this.#posterior, task * K + c))
  }

  #shift(w: number, y: number, c: number, change: number): void {
    const K = this.classes
    const at = (w * K + y) * K + c
    this.#cells[at] = f64(this.#cells, at) + change
    this.#rows[w * K + c] = f64(this.#rows, w * K + c) + change
    this.#pooled[y * K + c] = f64(this.#pooled, y * K + c) + change
    this.#pooledRow[c] = f64(this.#pooledRow, c) + change
  }

  #sumRows(): void {
    const K = this.classes
    for (let w = 0; w < this.#people; w++) {
      for (let y = 0; y < K; y++) {
        for (let c = 0; c < K; c++) {
          const count = f64(this.#cells, (w * K + y) * K + c)
          this.#rows[w * K + c] = f64(this.#rows, w * K + c) + count
          this.#pooled[y * K + c] = f64(this.#pooled, y * K + c) + count
          this.#pooledRow[c] = f64(this.#pooledRow, c) + count
        }
      }
    }
  }

  /** The place of a person's vote on a task, or −1. */
  #voteOf(task: number, person: number): number {
    for (let i = i32(this.#last, task); i >= 0; i = i32(this.#before, i)) if (this.#person[i] === person) return i
    return -1
  }

  #chain(task: number, person: number, label: number): void {
    if (this.#votes === this.#person.length) {
      const room = this.#votes * 2
      this.#before = grown(this.#before, room)
      this.#person = grown(this.#person, room)
      this.#label = grown(this.#label, room)
    }
    this.#before[this.#votes] = i32(this.#last, task)
    this.#person[this.#votes] = person
    this.#label[this.#votes] = label
    this.#last[task] = this.#votes
    this.#votes++
  }

  #makeRoom(task: number, person: number): void {
    const K = this.classes
    if (task >= this.#last.length) {
      const [had, room] = [this.#last.length, Math.max(task + 1, this.#last.length * 2)]
      this.#last = grown(this.#last, room).fill(-1, had)
      this.#gold = grown(this.#gold, room).fill(-1, had)
      this.#posterior = grownFloats(this.#posterior, room * K)
    }
    if (person * K >= this.#rows.length) {
      const room = Math.max(person + 1, (this.#rows.length / K) * 2)
      this.#rows = grownFloats(this.#rows, room * K)
      this.#cells = grownFloats(this.#cells, room * K * K)
    }
    this.#tasks = Math.max(this.#tasks, task + 1)
    this.#people = Math.max(this.#people, person + 1)
  }
}

function grown(array: Int32Array, size: number): Int32Array {
  const larger = new Int32Array(size)
  larger.set(array)
  return larger
}

function grownFloats(array: Float64Array, size: number): Float64Array {
  const larger = new Float64Array(size)
  larger.set(array)
  return larger
}
