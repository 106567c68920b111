import { type Kysely, sql } from "kysely"
import { type Engine, runDdl } from "../ddl.ts"

/** Which project a picture of a guideline was given to. History: never edited once released. */
const TABLES: readonly string[] = [
  "create table guideline_picture (project_id int not null, sha256 sorted not null, added_at_ms int not null, key(project_id, sha256))",
]

const NAMED = /blob:([0-9a-f]{64})/g

/** Pictures that guidelines name already stay theirs, unless a picture of another project is meant. */
export async function guidelinePictures(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  const { rows } = await sql<{ project_id: number; markdown: string; made_at_ms: number }>`
    select project_id, markdown, made_at_ms from guideline_version where markdown like '%blob:%' order by project_id, version`.execute(
    db,
  )
  for (const { project_id: project, markdown, made_at_ms: atMs } of rows) {
    for (const sha of new Set([...markdown.matchAll(NAMED)].map((match) => match[1] ?? ""))) {
      const foreign = await sql`select 1 from asset where project_id <> ${project}
        and (sha256 = ${sha} or upright_sha256 = ${sha} or preview_sha256 = ${sha} or thumbnail_sha256 = ${sha}) limit 1`.execute(
        db,
      )
      if (foreign.rows.length > 0) continue
      await sql`insert into guideline_picture (project_id, sha256, added_at_ms) values (${project}, ${sha}, ${atMs})
        on conflict do nothing`.execute(db)
    }
  }
}
