import { writeFile } from "node:fs/promises"
import { basename, resolve } from "node:path"
import { detectFormat } from "@justesse/formats"
import { kindOfFiles } from "@justesse/formats/fileKind/index"
import { filesAt, type OpenFileSet } from "@justesse/server"
import { JustesseError, ProjectKind } from "@justesse/types"
import { ImportAs, MAX_IMPORT_NAME } from "@justesse/types/wire/imports"
import { type Arguments, Unusable } from "../../arguments.ts"
import { COMMON, type Command, done, type Outcome, type Surroundings } from "../../command.ts"
import { formatCalled, readable } from "../../formatNames.ts"
import { kindOfNames } from "../../kinds/formats.ts"
import { plural } from "../../plural.ts"
import { reportText } from "../../reportText.ts"
import { slugFrom } from "../../studio.ts"
import { findStudio, reportWhenNew, requireStudio } from "../../studioPath.ts"
import { UnknownProject } from "../../unknownProject.ts"
import { importHere } from "./here.ts"
import type { Imported, Wanted } from "./outcome.ts"
import { importThrough } from "./through.ts"

/** What labels in files may be. `settled`, the older name of `final`, is understood for ever. */
const AS = ["final", "proposals", "gold", "scores"]

function asFrom(args: Arguments): ImportAs {
  const typed = args.text("as") ?? "final"
  const known = ImportAs.safeParse(typed === "final" ? "settled" : typed)
  if (!known.success) throw new Unusable(`--as ${typed}: it must be one of ${AS.join(", ")}.`)
  return known.data
}

/** Predictions are about pictures that are here: they make no project. */
const isPredicted = (as: ImportAs) => as === "scores" || as === "proposals"

function originFrom(args: Arguments): 0 | 1 {
  const typed = args.text("origin") ?? "0"
  if (typed !== "0" && typed !== "1") throw new Unusable(`--origin ${typed}: it must be 0 or 1.`)
  return typed === "1" ? 1 : 0
}

/** What the import is called in its project's list. */
function nameFrom(args: Arguments, path: string): string {
  const typed = args.text("name")?.trim()
  if (typed === undefined) return basename(resolve(path)).slice(0, MAX_IMPORT_NAME)
  if (typed === "" || typed.length > MAX_IMPORT_NAME)
    throw new Unusable(`--name: it must have 1 to ${MAX_IMPORT_NAME} characters.`)
  return typed
}

/** The kind that somebody typed; null where nobody did. */
function kindFrom(args: Arguments): ProjectKind | null {
  const typed = args.text("kind")
  if (typed === undefined) return null
  const known = ProjectKind.safeParse(typed)
  if (!known.success) throw new Unusable(`--kind ${typed}: it must be one of ${ProjectKind.options.join(", ")}.`)
  return known.data
}

/** The kind of a project that is made for files; null where they do not say it, and the project must be there. */
async function kindOf(files: OpenFileSet, format: string, isTyped: boolean): Promise<ProjectKind | null> {
  try {
    return await kindOfFiles(files, format === "auto" ? (await detectFormat(files)).name : format)
  } catch (error) {
    const kind = kindOfNames((await files.list()).map(({ name }) => name))
    if (isTyped) return null
    if (kind === undefined || !(error instanceof JustesseError && error.code === "format_unknown")) throw error
    return kind
  }
}

async function wantedFrom(args: Arguments, path: string, files: OpenFileSet): Promise<Wanted> {
  const as = asFrom(args)
  const typedKind = kindFrom(args)
  const typed = args.text("format") ?? "auto"
  const format = typed === "auto" ? typed : formatCalled(typed, "--format", readable).name
  const shown = isPredicted(as) ? null : await kindOf(files, format, typedKind !== null)
  return {
    project: slugFrom(args),
    files,
    name: nameFrom(args, path),
    as,
    format,
    origin: originFrom(args),
    strict: args.flag("strict"),
    link: args.flag("link"),
    kind: isPredicted(as) ? null : (typedKind ?? shown),
    hasPairs: shown === "comparison",
  }
}

/** Predictions of which not one is about a picture that is here: nothing of use came in. */
function foundNothing({ figures }: Imported): boolean {
  return figures !== null && figures.pictures === 0 && figures.unmatched > 0
}

/** The first line: what came in. */
function headOf(project: string, result: Imported): string {
  const { pictures, twice, regions, leftOut, unmatched, format, figures } = result
  if (figures) {
    const missing = figures.unmatched > 0 ? `; ${plural(figures.unmatched, "picture")} not here` : ""
    return `${project}: set ${figures.set}, ${plural(figures.pictures, "picture")}, ${figures.regions === 1 ? "1 box" : `${figures.regions.toLocaleString("en")} boxes`}${missing}.`
  }
  const more = [
    twice > 0 ? plural(twice, "duplicate") : null,
    unmatched > 0 ? `${unmatched} for pictures that are not here` : null,
    leftOut > 0 ? `${leftOut} left out` : null,
  ].filter((part) => part !== null)
  const came = `${plural(pictures, "picture")}, ${plural(regions, "region")}, read as ${format}`
  return `${project}: ${came}${more.length > 0 ? `; ${more.join(", ")}` : ""}.`
}

function describe(project: string, result: Imported): string {
  const { figures, report, state } = result
  const lines = reportText(report)
  if (state === "refused") return [`${project}: nothing is written, because this would be lost:`, ...lines].join("\n")
  const stopped = state === "cancelled" ? ["It was cancelled; what was imported by then stays."] : []
  if (!figures) return [headOf(project, result), ...stopped, ...lines].join("\n")
  const shown = (value: number | null) => (value === null ? "undefined" : value.toFixed(3))
  const { ap, ap50, ap75, suspects } = figures
  const compared = foundNothing(result)
    ? "None of its pictures was found in the project, so there is nothing to compare."
    : ap === null
      ? "Nothing is final yet to compare it with."
      : `AP ${shown(ap)}, at 0.50 ${shown(ap50)}, at 0.75 ${shown(ap75)}; ${suspects} likely label errors.`
  return [headOf(project, result), compared, ...stopped, ...lines].join("\n")
}

async function importPath(args: Arguments, around: Surroundings, path: string): Promise<Outcome> {
  const files = await filesAt(resolve(path))
  try {
    const wanted = await wantedFrom(args, path, files)
    const studioPath = await findStudio(args, around)
    // Predictions make no project, and so no studio; neither does what nobody said what to ask of.
    if (wanted.kind === null) requireStudio(studioPath)
    reportWhenNew(studioPath)
    const result = studioPath.server
      ? await importThrough(studioPath.server, wanted)
      : await importHere(studioPath, wanted)
    const file = args.text("report")
    if (file !== undefined) await writeFile(file, `${JSON.stringify(result.report, null, 1)}\n`)
    const { figures, ...counts } = result
    const json = { project: wanted.project, ...counts, ...figures }
    return done(json, describe(wanted.project, result), result.state === "done" && !foundNothing(result) ? 0 : 1)
  } catch (error) {
    if (!(error instanceof UnknownProject) || isPredicted(asFrom(args))) throw error
    throw new Unusable(
      `${error.message} What is asked of videos and texts no file says: add --kind ${ProjectKind.options.join("|")}.`,
    )
  } finally {
    files.close()
  }
}

export const importCommand: Command = {
  usage: "import PATH --project NAME",
  about: "Imports pictures and labels from a file, folder or zip. No box is clipped.",
  details: [
    `Reads: ${readable.join(", ")}.`,
    "Makes the project when it is absent, of the kind that the files show; grades look like classes: add --kind rating.",
    "With --as proposals or scores the project must be there.",
    "Labels alone are matched to pictures that are here already, by content, path or name.",
  ],
  page: "…/images, …/imports, …/models",
  options: {
    ...COMMON,
    project: { type: "string", value: "NAME", help: "address name of the project" },
    name: { type: "string", value: "TEXT", help: "what the import is called in the studio (default: as its file is)" },
    format: { type: "string", value: "F", help: "format of the labels (default: auto)" },
    kind: {
      type: "string",
      value: "K",
      help: `kind of a new project, where the files do not say: ${ProjectKind.options.join(", ")}`,
    },
    as: { type: "string", value: "WHAT", help: "final (finished answers, default), proposals, gold or scores" },
    origin: { type: "string", value: "0|1", help: "Pascal VOC: 1 when the first pixel is 1 (default: 0, as they are)" },
    strict: { type: "boolean", help: "write nothing when anything would be left out (then exit code 1)" },
    link: { type: "boolean", help: "leave pictures where they are, without a second copy" },
    report: { type: "string", value: "FILE", help: "every line of the report as JSON" },
  },
  run(args, around) {
    const path = args.positionals[0]
    if (path === undefined) throw new Unusable("Name what to import: import PATH --project NAME.")
    return importPath(args, around, path)
  },
}
