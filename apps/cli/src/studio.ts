import type { Deps, Who } from "@justesse/api/core"
import { commandLinePerson, makeProject } from "@justesse/api/services"
import { findAccessAsOwner, findProjectBySlug, listAsOwner, type Project, type ProjectAccess } from "@justesse/db"
import { openStudio } from "@justesse/server"
import { getDefaultSettings, type ProjectKind, type ProjectSettings, ProjectSlug } from "@justesse/types"
import type { Arguments } from "./arguments.ts"
import { Unusable } from "./arguments.ts"
import type { StudioPath } from "./studioPath.ts"
import { unknownProject } from "./unknownProject.ts"

/** Opens the data folder itself, runs `work`, closes it. Only when no server holds it. */
export async function withStudio<T>(studioPath: StudioPath, work: (deps: Deps) => Promise<T>): Promise<T> {
  const studio = await openStudio(
    {
      dataDir: studioPath.dataDir,
      host: "127.0.0.1",
      port: 0,
      studioDir: null,
      databaseUrl: studioPath.databaseUrl,
      publicUrl: null,
      tls: null,
      demo: false,
      log: (level, what, detail) => {
        if (level === "error") console.error(JSON.stringify({ what, ...detail }))
      },
    },
    "http://127.0.0.1",
    0,
  )
  try {
    return await work(studio.deps)
  } finally {
    await studio.close()
  }
}

/** Who a command is that opened the data folder itself. */
export async function commandLine(deps: Deps): Promise<Who> {
  const personId = await commandLinePerson(deps)
  return { personId, name: "", operator: true, scopes: null, holdsFolder: true }
}

/** The slug that a person typed. */
export function slugFrom(args: Arguments): ProjectSlug {
  const typed = args.text("project")
  if (typed === undefined) throw new Unusable("Name the project with --project NAME.")
  const slug = ProjectSlug.safeParse(typed)
  if (!slug.success)
    throw new Unusable(`--project ${typed}: a project's address name has lower-case letters, digits and hyphens.`)
  return slug.data
}

const named = ({ slug, state }: Project) => ({ project: slug, state })

/** Settings of a project that an import makes: each task is answered once, and where the files have pairs these are what is compared. */
export function settingsFor(kind: ProjectKind, hasPairs: boolean): ProjectSettings {
  return {
    ...getDefaultSettings(kind),
    overlap: { base: 1, more: 1, moreRatio: 0 },
    ...(hasPairs && { pairs: { each: 0 } }),
  }
}

/** The project as the command line may use it; it stands for the operator. Made when absent and `kind` says what it is. */
export async function projectFor(
  deps: Deps,
  slug: ProjectSlug,
  kind: ProjectKind | null,
  hasPairs = false,
): Promise<ProjectAccess> {
  const { db } = deps.storage
  const personId = await commandLinePerson(deps)
  const known = await findProjectBySlug(db, slug)
  if (!known && kind === null) throw unknownProject(slug, (await listAsOwner(db)).map(named))
  if (known?.state === "deleted") throw unknownProject(slug, [named(known)])
  if (!known && kind !== null) {
    await makeProject(
      deps,
      { personId },
      {
        slug,
        name: slug,
        kind,
        names: "in_house",
        state: "open",
        settings: settingsFor(kind, hasPairs),
        ontology: { labels: [] },
        guideline: "",
        draft: null,
      },
    )
  }
  // Also a project of somebody else: whoever holds the data folder may run commands on it, without becoming a member.
  const access = await findAccessAsOwner(db, slug, personId)
  if (!access) throw unknownProject(slug, [])
  return access
}
