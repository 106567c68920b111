import { readVersions } from "@justesse/db/versions"
import { JustesseError } from "@justesse/types"
import * as wire from "@justesse/types/wire/rest"
import { z } from "zod"
import type { Deps } from "../../core/deps.ts"
import { choicesOf, startExport } from "../../exports/index.ts"
import { startFreeze } from "../../versions/freeze.ts"
import { getVersion, listVersions } from "../../versions/index.ts"
import { madeFile } from "../download.ts"
import { forMember, type Route } from "../route.ts"

const OWNER = ["owner"] as const
const SEEN_BY = ["owner", "reviewer"] as const
const Version = z.strictObject({ version: wire.RestVersionName })

/** The number of a version named so. @throws JustesseError not_found when nothing is frozen yet */
async function versionNumber(
  deps: Pick<Deps, "storage">,
  projectId: number,
  name: z.infer<typeof wire.RestVersionName>,
): Promise<number> {
  if (name !== "latest") return name
  const newest = (await readVersions(deps.storage.db, projectId))[0]
  if (!newest) throw new JustesseError("not_found", { version: name })
  return newest.version
}

/** What goes out: frozen versions and the files made of them. */
export const outgoingRoutes: readonly Route[] = [
  forMember(
    SEEN_BY,
    {
      id: "listVersions",
      method: "get",
      path: "/p/{project}/versions",
      about: "Frozen versions, newest first, and how many pictures one would hold now.",
      scope: "export",
      answer: wire.RestVersions,
    },
    ({ deps, who, project }) => listVersions(deps, project, who),
  ),
  forMember(
    OWNER,
    {
      id: "freezeVersion",
      method: "post",
      path: "/p/{project}/versions",
      about: "Freezes what is settled now as the next version, which never changes. Its job's href is the version.",
      scope: "export",
      body: wire.RestFreeze,
      answer: wire.RestJobStarted,
      status: 202,
    },
    async ({ deps, who, project, body }) => {
      const { id } = await startFreeze(deps, project, who, { ...body, project: project.slug })
      return { job: id }
    },
  ),
  forMember(
    SEEN_BY,
    {
      id: "getVersion",
      method: "get",
      path: "/p/{project}/versions/{version}",
      about: "One version, by number or as latest.",
      scope: "export",
      params: Version,
      answer: wire.RestVersion,
    },
    async ({ deps, who, project, params }) => {
      const version = await versionNumber(deps, project.id, params.version)
      const { row, byLabel } = await getVersion(deps, project, who, version)
      return { ...row, byLabel }
    },
  ),
  forMember(
    OWNER,
    {
      id: "startExport",
      method: "post",
      path: "/p/{project}/versions/{version}/exports",
      about: "Makes the file of a version in a format. Its job's href is the address of the file.",
      scope: "export",
      params: Version,
      body: wire.RestExportStart,
      answer: wire.RestJobStarted,
      status: 202,
    },
    async ({ deps, who, project, params, body }) => {
      const version = await versionNumber(deps, project.id, params.version)
      const { id } = await startExport(deps, project, who, { ...body, project: project.slug, version })
      return { job: id }
    },
  ),
  forMember(
    OWNER,
    {
      id: "downloadVersion",
      method: "get",
      path: "/p/{project}/versions/{version}/{format}.zip",
      about:
        "A version in a format; asked for with a token it is made when it is not there yet. Takes Range, so that a broken download goes on.",
      scope: "export",
      params: Version.extend({ format: wire.RestFormat }),
      query: wire.RestDownloadQuery,
      answer: "file",
      waits: true,
    },
    async ({ deps, who, project, params, query, signal }) => {
      const version = await versionNumber(deps, project.id, params.version)
      const { format } = params
      const choices = choicesOf({
        format,
        withPictures: query.pictures === "true",
        ...(query.spreadsheet !== undefined && { spreadsheet: query.spreadsheet === "true" }),
        withoutMetadata: query.withoutMetadata === "true",
      })
      return madeFile(deps, project, who, { version, format, ...choices }, signal)
    },
  ),
]
