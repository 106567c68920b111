import { findAccessBySlug } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import {
  HeartbeatInput,
  HeartbeatOutput,
  HeldLeases,
  NextInput,
  SaveDraftInput,
  SaveDraftOutput,
  SubmitInput,
  SubmitOutput,
} from "@justesse/types/wire/work"
import type { z } from "zod"
import { personAccess } from "./core/access.ts"
import type { Context } from "./core/context.ts"
import type { Meta } from "./core/trpc.ts"
import type { Who } from "./core/who.ts"
import { saveDraft } from "./work/draft.ts"
import { submitTask } from "./work/submit.ts"
import { nextTasks } from "./work/tasks.ts"
import { heartbeat } from "./work/time.ts"

/**
 * A mutation that exists once and is served twice: as an ordinary procedure, and by the short road of `serveHot`.
 * `allow` refuses whoever may not call it at all, `run` checks what depends on the input.
 */
export interface Hot<I extends z.ZodType, O extends z.ZodType> {
  readonly meta: Meta
  readonly input: I
  readonly output: O
  allow(ctx: Pick<Context, "who">): void
  /** A method, so that a list may hold hot mutations of different inputs; callers pass what `input` parsed. */
  run(ctx: Context, input: z.output<I>): Promise<z.input<O>>
}

function define<I extends z.ZodType, O extends z.ZodType>(hot: Hot<I, O>): Hot<I, O> {
  return hot
}

/** Whoever is signed in, by session or by a token for work. */
function worker(ctx: Pick<Context, "who">): Who {
  return personAccess(ctx.who, "work")
}

const allow = (ctx: Pick<Context, "who">): void => void worker(ctx)

/** The mutations that an annotator's page calls all day. */
export const hot = {
  next: define({
    meta: { may: ["annotator"], scope: "work" },
    input: NextInput,
    output: HeldLeases,
    allow,
    run: async (ctx, input) => {
      const { personId } = worker(ctx)
      const project = await findAccessBySlug(ctx.deps.storage.db, input.project, personId)
      if (!project || project.state === "deleted") throw new JustesseError("not_found", { project: input.project })
      if (!project.roles.includes("annotator")) throw new JustesseError("not_allowed", { project: input.project })
      return nextTasks(ctx.deps, project, personId, input)
    },
  }),
  saveDraft: define({
    meta: { may: "person", scope: "work" },
    input: SaveDraftInput,
    output: SaveDraftOutput,
    allow,
    run: (ctx, input) => saveDraft(ctx.deps, worker(ctx).personId, input),
  }),
  submitNext: define({
    meta: { may: "person", scope: "work" },
    input: SubmitInput,
    output: SubmitOutput,
    allow,
    run: (ctx, input) => submitTask(ctx.deps, worker(ctx).personId, input),
  }),
  heartbeat: define({
    meta: { may: "person", scope: "work" },
    input: HeartbeatInput,
    output: HeartbeatOutput,
    allow,
    run: (ctx, input) => heartbeat(ctx.deps, worker(ctx).personId, input),
  }),
}

/** The same by their names in the router: what the server serves by the short road. */
export const HOT: Readonly<Record<string, Hot<z.ZodType, z.ZodType>>> = {
  "work.next": hot.next,
  "work.saveDraft": hot.saveDraft,
  "work.submitNext": hot.submitNext,
  "work.heartbeat": hot.heartbeat,
}
