import { randomUUID } from "node:crypto"
import { basename, resolve } from "node:path"
import { importPredictions } from "@justesse/api/services"
import type { OpenFileSet } from "@justesse/server"
import { JustesseError } from "@justesse/types"
import { type PredictionSet, PredictionSetId, PredictionSets } from "@justesse/types/wire/quality"
import type { Arguments } from "../arguments.ts"
import { done, type Outcome, type Surroundings } from "../command.ts"
import { progress } from "../progress.ts"
import { remote } from "../remote.ts"
import { dataDirOf, projectFor, type RunningServer, runningServer, slugFrom, withStudio } from "../studio.ts"

type Scored = Pick<PredictionSet, "pictures" | "unmatched" | "regions" | "suspects" | "ap" | "ap50" | "ap75"> & {
  readonly set: number
}

/** Reads what a model found in the project's pictures, with scores, and compares it with the settled answers. */
export async function importScores(args: Arguments, around: Surroundings, files: OpenFileSet): Promise<Outcome> {
  const project = slugFrom(args)
  const server = await runningServer(dataDirOf(args, around))
  const scored = server ? await through(server, args, files) : await here(args, around, files)
  return done({ project, ...scored }, told(project, scored))
}

function nameOf(args: Arguments): string {
  return basename(resolve(args.positionals[0] ?? "")).slice(0, 120)
}

async function here(args: Arguments, around: Surroundings, files: OpenFileSet): Promise<Scored> {
  return withStudio(args, around, async (deps) => {
    const project = await projectFor(deps, slugFrom(args), null)
    const who = { personId: project.madeBy }
    const row = await importPredictions(deps, project, { files, name: nameOf(args), who })
    const { id, pictures, unmatched, regions, suspects } = row
    const numbers: readonly number[] = row.scores === null ? [] : JSON.parse(row.scores).numbers
    const defined = (at: number) => ((numbers[at] ?? -1) < 0 ? null : (numbers[at] ?? null))
    return { set: id, pictures, unmatched, regions, suspects, ap: defined(0), ap50: defined(1), ap75: defined(2) }
  })
}

async function through(server: RunningServer, args: Arguments, files: OpenFileSet): Promise<Scored> {
  const call = remote(server)
  const project = slugFrom(args)
  const batch = randomUUID()
  const list = await files.list()
  const bar = progress("Sending")
  for (const [index, file] of list.entries()) {
    await call.upload(project, batch, file.name, files.open(file.name))
    bar.at(index + 1, list.length)
  }
  bar.end()
  const { set } = await call.mutate("models.start", { project, batch, name: nameOf(args) }, PredictionSetId)
  for (;;) {
    const { sets } = await call.query("models.list", { project }, PredictionSets)
    const shown = sets.find(({ id }) => id === set)
    if (!shown) throw new JustesseError("not_found", { set })
    if (shown.state === "failed") throw new JustesseError("file_unreadable", { why: shown.error ?? "" })
    if (shown.state === "ready") {
      const { pictures, unmatched, regions, suspects, ap, ap50, ap75 } = shown
      return { set, pictures, unmatched, regions, suspects, ap, ap50, ap75 }
    }
    await new Promise((wait) => setTimeout(wait, 300))
  }
}

function told(project: string, { set, pictures, unmatched, regions, suspects, ap, ap50, ap75 }: Scored): string {
  const missing = unmatched > 0 ? `; ${unmatched} pictures are not here` : ""
  const head = `${project}: set ${set}, ${pictures} pictures, ${regions} boxes${missing}.`
  if (ap === null) return `${head}\nNothing is settled yet to compare it with.`
  const shown = (value: number | null) => (value === null ? "undefined" : value.toFixed(3))
  return `${head}\nAP ${shown(ap)}, at 0.50 ${shown(ap50)}, at 0.75 ${shown(ap75)}; ${suspects} likely label errors.`
}
