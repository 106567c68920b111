import type { ConsensusInput } from "@justesse/quality/consensus/index"
import type { KindProject } from "@justesse/quality/kinds/contract"
import { KINDS } from "@justesse/quality/kinds/list"
import { type Comparison, compareAll, type PairRow } from "@justesse/quality/pairs/index"
import { type FoundRegion, scoreDetections } from "@justesse/quality/project/detections"
import type { ProjectFigures } from "@justesse/quality/project/figures"
import type { OnShare, ProjectModel } from "@justesse/quality/project/fit"
import type { ProjectAnswer, ProjectAudit, ProjectReason, ProjectTask } from "@justesse/quality/project/input"
import type { ReliableConsensus } from "@justesse/quality/project/reliable"
import {
  type ErrorCode,
  type ErrorDetail,
  JustesseError,
  type ProjectKind,
  type Region,
  upgradeBody,
} from "@justesse/types"

/** One picture as stored: bodies are JSON texts, so that the thread that serves never parses them. */
export interface StoredTask extends Omit<ProjectTask, "answers" | "final"> {
  readonly answers: readonly (Omit<ProjectAnswer, "regions"> & { readonly body: string })[]
  readonly final: string | null
}

/** A project's answers as stored. */
export interface StoredProject extends Omit<KindProject, "tasks" | "reasons" | "audits"> {
  readonly kind: ProjectKind
  /** JSON of {@link StoredTask} lists: a few long texts are handed to another thread in a moment, many small objects are not. */
  readonly tasks: readonly string[]
  /** The model before this one, and the risk up to which differences are decided by it (null: by people alone). */
  readonly before: ProjectModel | null
  readonly target: number | null
  /** JSON of the decisions of filed reviews. */
  readonly decisions: readonly string[]
  readonly audits: readonly { readonly early: string; readonly final: string }[]
}

/** Consensus of some tasks of one project by the model in force; null: by the rule alone. */
interface ConsensusBatch {
  readonly kind: ProjectKind
  readonly model: ProjectModel | null
  readonly inputs: readonly ConsensusInput[]
}

/** Settled pictures with what a model found in them: bodies are JSON texts as stored. */
interface StoredDetections {
  readonly labels: readonly string[]
  readonly pictures: readonly { readonly task: number; readonly final: string; readonly predicted: string }[]
}

interface ComputedProject {
  readonly model: ProjectModel
  readonly figures: ProjectFigures
  readonly outdated: readonly string[]
}

/** What takes long enough to be done away from the thread that serves. Each is a function of its input alone. */
interface ComputeTasks {
  consensus(batch: ConsensusBatch): readonly ReliableConsensus[]
  /** The model of people and the figures of a project, and the tasks to be judged again by it; told meanwhile how far it is. */
  quality(project: StoredProject, onShare?: OnShare): ComputedProject
  /** What all comparisons of a project say together. */
  compared(rows: readonly PairRow[]): Comparison
  /** A model's predictions against the kept answers. */
  evaluate(detections: StoredDetections): ReturnType<typeof scoreDetections>
}

/** {@link ComputeTasks} elsewhere: in worker threads of the server, in place in tests. Throws JustesseError as they do. */
export type Compute = {
  readonly [Name in keyof ComputeTasks]: (
    ...input: Parameters<ComputeTasks[Name]>
  ) => Promise<ReturnType<ComputeTasks[Name]>>
}

/** The names and inputs of what may be asked of another thread. */
export type ComputeCall = {
  [Name in keyof ComputeTasks]: {
    readonly name: Name
    readonly input: Parameters<ComputeTasks[Name]>[0]
    /** Where whoever computes writes how far it is, in thousandths: seen by both threads. */
    readonly share?: Int32Array<SharedArrayBuffer>
  }
}[keyof ComputeTasks]

/** Errors lose their class between threads, so a failure travels as a value. */
export type ComputeAnswer =
  | { readonly ok: unknown }
  | { readonly failed: { readonly code: ErrorCode; readonly detail: ErrorDetail } }

/** About how much of the time of `quality` goes into the model. */
const FIT = 0.6

const TASKS: ComputeTasks = {
  consensus: ({ kind, inputs, model }) => inputs.map((input) => KINDS[kind].consensus(input, model)),
  quality: (stored, onShare = () => {}) => {
    const { fit, figures, outdated } = KINDS[stored.kind]
    const { before, target } = stored
    const project = readProject(stored)
    const model = fit(project, (share) => onShare(share * FIT))
    return {
      model,
      figures: figures(project, model, (share) => onShare(FIT + share * (1 - FIT))),
      outdated: outdated?.(project, { before, now: model, target }) ?? [],
    }
  },
  compared: compareAll,
  evaluate: ({ labels, pictures }) =>
    scoreDetections({
      labels,
      pictures: pictures.map(({ task, final, predicted }) => ({
        task,
        final: regionsIn(final),
        found: foundIn(predicted),
      })),
    }),
}

/** Answers one call; typed failures become values. */
export function answerCall(call: ComputeCall): ComputeAnswer {
  try {
    return { ok: run(call) }
  } catch (error) {
    if (error instanceof JustesseError) return { failed: { code: error.code, detail: error.detail } }
    throw error
  }
}

function run(call: ComputeCall): unknown {
  switch (call.name) {
    case "consensus":
      return TASKS.consensus(call.input)
    case "quality":
      return TASKS.quality(call.input, (share) => {
        if (call.share) call.share[0] = Math.round(share * 1_000)
      })
    case "compared":
      return TASKS.compared(call.input)
    case "evaluate":
      return TASKS.evaluate(call.input)
  }
}

/** A {@link Compute} over whatever carries a call to {@link answerCall} and its answer back. */
export function computeThrough(carry: (call: ComputeCall) => Promise<ComputeAnswer>): Compute {
  const ask = async <T>(call: ComputeCall): Promise<T> => {
    const answer = await carry(call)
    if ("failed" in answer) throw new JustesseError(answer.failed.code, answer.failed.detail)
    return answer.ok as T // what `run` gives for this name
  }
  return {
    consensus: (input) => ask({ name: "consensus", input }),
    quality: (input, onShare) => watched(onShare, (share) => ask({ name: "quality", input, share })),
    compared: (input) => ask({ name: "compared", input }),
    evaluate: (input) => ask({ name: "evaluate", input }),
  }
}

/** How often somebody who waits is told how far a computation is. */
const NOTIFY_EVERY_MS = 250

async function watched<T>(
  onShare: OnShare | undefined,
  compute: (share: Int32Array<SharedArrayBuffer>) => Promise<T>,
): Promise<T> {
  const share = new Int32Array(new SharedArrayBuffer(4))
  const telling = onShare && setInterval(() => onShare((share[0] ?? 0) / 1_000), NOTIFY_EVERY_MS)
  try {
    return await compute(share)
  } finally {
    clearInterval(telling)
  }
}

function readProject({ tasks, decisions, audits, before: _b, target: _t, ...project }: StoredProject): KindProject {
  return {
    ...project,
    tasks: tasks.flatMap((batch) => tasksIn(batch).map(readTask)),
    reasons: decisions.flatMap(reasonsIn),
    audits: audits.map(({ early, final }): ProjectAudit => ({ early: regionsIn(early), final: regionsIn(final) })),
  }
}

function tasksIn(batch: string): readonly StoredTask[] {
  return JSON.parse(batch) // written by `qualityRun` alone
}

function readTask(task: StoredTask): ProjectTask {
  return {
    ...task,
    final: task.final === null ? null : regionsIn(task.final),
    answers: task.answers.map(({ body, ...answer }) => ({ ...answer, regions: regionsIn(body) })),
  }
}

/** The regions of a stored body. It was checked when it was stored, so it is only read here. */
function regionsIn(body: string): readonly Region[] {
  const { regions } = upgradeBody(JSON.parse(body)) as { regions: Region[] }
  return regions
}

/** What a prediction holds; written by `modelsRun` alone. */
function foundIn(body: string): readonly FoundRegion[] {
  const { regions }: { regions: FoundRegion[] } = JSON.parse(body)
  return regions
}

function reasonsIn(decisions: string): ProjectReason[] {
  const stored: Record<string, { reason?: { code: string; clause: string | null } }> = JSON.parse(decisions)
  return Object.values(stored).flatMap(({ reason }) => (reason ? [{ code: reason.code, clause: reason.clause }] : []))
}
