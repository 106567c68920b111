import type { FileSet } from "@justesse/formats"
import { filesAt } from "@justesse/server"
import type { ProjectSlug } from "@justesse/types"
import { Loss } from "@justesse/types/wire/dataset"
import { ProjectList } from "@justesse/types/wire/project"
import { RestJob, RestJobStarted, RestVersion, RestVersions } from "@justesse/types/wire/rest"
import { Unusable } from "../../arguments.ts"
import { staged } from "../../output.ts"
import { progress } from "../../progress.ts"
import { remote } from "../../remote.ts"
import { failureText } from "../../sentences.ts"
import type { RunningServer } from "../../studioPath.ts"
import { unknownProject } from "../../unknownProject.ts"
import { type Exported, isLossy, unknownVersion, type WantedExport } from "./outcome.ts"

type Call = ReturnType<typeof remote>

/** Takes a version out through the server that holds the data folder, by the public API. */
export async function exportThrough(server: RunningServer, wanted: WantedExport): Promise<Exported> {
  const call = remote(server)
  const { project, format, choices, strict, out } = wanted
  await requireProject(call, project)
  const home = `/p/${project}`
  if (wanted.version === null) await ended(call, home, await call.rest("POST", `${home}/versions`, RestJobStarted, {}))
  if (wanted.version !== null) await requireVersion(call, project, wanted.version)
  const { version, pictures, regions } = await call.rest(
    "GET",
    `${home}/versions/${wanted.version ?? "latest"}`,
    RestVersion,
  )
  const { lines: report, better } = await call.query("dataset.loss", { project, version, format }, Loss)
  const message = { version, pictures, regions, report, better }
  if (strict && isLossy(report)) return { ...message, isWritten: false }
  const asked = { format, ...choices }
  const begun = await call.rest("POST", `${home}/versions/${version}/exports`, RestJobStarted, asked)
  const { href } = await ended(call, home, begun)
  await fetched(await call.download(href ?? ""), out)
  return { ...message, isWritten: true }
}

async function requireProject(call: Call, project: ProjectSlug): Promise<void> {
  const cards = (await call.query("project.list", {}, ProjectList)).projects.map(({ card }) => card)
  if (!cards.some((card) => card.project === project && card.state !== "deleted")) throw unknownProject(project, cards)
}

async function requireVersion(call: Call, project: ProjectSlug, wanted: number | "latest"): Promise<void> {
  const { versions } = await call.rest("GET", `/p/${project}/versions`, RestVersions)
  const known = versions.map(({ version }) => version)
  if (wanted === "latest" ? known.length === 0 : !known.includes(wanted)) throw unknownVersion(project, wanted, known)
}

/** The job when it is done. @throws Unusable when it failed or was cancelled */
async function ended(call: Call, home: string, { job }: { readonly job: number }): Promise<RestJob> {
  const bar = progress("Exporting")
  try {
    for (;;) {
      const now = await call.rest("GET", `${home}/jobs/${job}?wait=1`, RestJob)
      bar.at(now.done, now.total)
      if (now.state === "done") return now
      if (now.state === "failed" || now.state === "cancelled") throw new Unusable(endedText(now))
    }
  } finally {
    bar.end()
  }
}

function endedText({ state, error }: RestJob): string {
  if (state === "cancelled") return "It was stopped in the studio; nothing was written."
  return `${(error && failureText(error)) ?? "The studio could not make it."} Nothing was written.`
}

/** What the server packed, as a zip or unpacked into a folder. */
async function fetched(zip: AsyncIterable<Uint8Array>, out: string): Promise<void> {
  const target = staged(out)
  const packed = out.endsWith(".zip") ? target : staged(`${out}.zip`)
  try {
    await packed.bytes(zip)
    if (packed === target) return await target.keep()
    const files = await filesAt(packed.path)
    await target.files(filesIn(files)).finally(() => files.close())
    await target.keep()
  } finally {
    await packed.drop()
    await target.drop()
  }
}

async function* filesIn(files: FileSet) {
  for (const { name } of await files.list()) yield { name, body: files.open(name) }
}
