import { writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import { type ExportChoices, ExportFormat, TABLE_FORMATS } from "@justesse/types/wire/dataset"
import { type Arguments, Unusable } from "../../arguments.ts"
import { COMMON, type Command, done, type Outcome } from "../../command.ts"
import { formatCalled, writable } from "../../formatNames.ts"
import { plural } from "../../plural.ts"
import { reportText } from "../../reportText.ts"
import { findingText } from "../../sentences.ts"
import { slugFrom } from "../../studio.ts"
import { findStudio, requireStudio } from "../../studioPath.ts"
import { exportHere } from "./here.ts"
import type { Exported, WantedExport } from "./outcome.ts"
import { exportThrough } from "./through.ts"

function outFrom(args: Arguments): string {
  const out = args.text("out")
  if (out === undefined) throw new Unusable("Say where to: --out PATH (a folder, or a name that ends in .zip).")
  return resolve(out)
}

/** "latest", a number, or nothing: freeze what is settled now. */
function versionFrom(args: Arguments): WantedExport["version"] {
  const typed = args.text("dataset-version")
  if (typed === undefined || typed === "latest") return typed ?? null
  const number = Number(typed)
  if (!Number.isInteger(number) || number < 1)
    throw new Unusable(`--dataset-version ${typed}: a version is a whole number, or latest.`)
  return number
}

/** What is chosen beside the form, as far as it can go together. */
function choicesFrom(args: Arguments, format: ExportFormat): ExportChoices {
  const isTable = TABLE_FORMATS.includes(format)
  const [withPictures, spreadsheet] = [args.flag("with-pictures"), isTable && !args.flag("exact")]
  const withoutMetadata = args.flag("without-metadata")
  for (const name of ["exact", "spreadsheet"])
    if (args.flag(name) && !isTable) throw new Unusable(`--${name} needs --format ${TABLE_FORMATS.join(", ")}.`)
  if (args.flag("exact") && args.flag("spreadsheet")) throw new Unusable("--exact and --spreadsheet: choose one.")
  if (withoutMetadata && !withPictures) throw new Unusable("--without-metadata needs --with-pictures.")
  return { withPictures, spreadsheet, withoutMetadata }
}

function wantedFrom(args: Arguments): WantedExport {
  const format = ExportFormat.parse(formatCalled(args.text("format"), "--format", writable).name)
  return {
    out: outFrom(args),
    format,
    project: slugFrom(args),
    version: versionFrom(args),
    choices: choicesFrom(args, format),
    strict: args.flag("strict"),
  }
}

function describe({ project, format, out }: WantedExport, result: Exported): string {
  const { version, pictures, regions, isWritten, report, better } = result
  const what = `${project} version ${version}`
  const head = isWritten
    ? `${what}: ${plural(pictures, "picture")}, ${plural(regions, "region")} in ${out}.`
    : `${what}: nothing is written, because ${format} would lose this:`
  const kept = better?.keeps.map((line) => [findingText(line), line.field].filter(Boolean).join(" ")).join(", ")
  return [head, ...reportText(report), ...(better ? [`--format ${better.format} keeps: ${kept}.`] : [])].join("\n")
}

export const exportCommand: Command = {
  usage: "export --project NAME --format F --out PATH",
  about:
    "Exports a dataset. Without a version it freezes what is final now. Written under a temporary name, then renamed.",
  details: [`Writes: ${writable.join(", ")}.`],
  page: "…/versions",
  options: {
    ...COMMON,
    project: { type: "string", value: "NAME", help: "address name of the project" },
    format: { type: "string", value: "F", help: "one of the formats above; justesse holds everything" },
    out: { type: "string", value: "PATH", help: "a folder, or a name that ends in .zip" },
    "dataset-version": { type: "string", value: "V", help: "a version, or latest (default: freeze now)" },
    "with-pictures": { type: "boolean", help: "pictures too" },
    "without-metadata": {
      type: "boolean",
      help: "JPEG, PNG and WebP pictures without EXIF, XMP and IPTC, videos with what they say of themselves overwritten: no place, person or camera",
    },
    exact: {
      type: "boolean",
      help: "tables with every text to the letter (default: an apostrophe before =, +, - and @, so that no text is a formula)",
    },
    spreadsheet: {
      type: "boolean",
      help: "the default of tables: no text is a formula; importing takes the apostrophes off",
    },
    strict: { type: "boolean", help: "write nothing when anything would be lost or changed (then exit code 1)" },
    report: { type: "string", value: "FILE", help: "what the format could not hold, as JSON" },
  },
  async run(args, around): Promise<Outcome> {
    const wanted = wantedFrom(args)
    const studioPath = await findStudio(args, around)
    requireStudio(studioPath)
    const result = studioPath.server
      ? await exportThrough(studioPath.server, wanted)
      : await exportHere(studioPath, wanted)
    const file = args.text("report")
    if (file !== undefined) await writeFile(file, `${JSON.stringify(result.report, null, 1)}\n`)
    const { isWritten, ...json } = result
    const out = isWritten ? wanted.out : null
    return done({ project: wanted.project, out, ...json }, describe(wanted, result), isWritten ? 0 : 1)
  },
}
