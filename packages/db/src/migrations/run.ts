import { JustesseError } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { pay } from "./0031_pay.ts"
import { LEARNING } from "./0032_learning.ts"
import { ombud } from "./0033_ombud.ts"
import { WHY } from "./0034_why.ts"
import { content } from "./0035_content.ts"
import { unfunded } from "./0036_unfunded.ts"
import { extensions } from "./0037_extensions.ts"
import { mentors } from "./0038_mentors.ts"
import { PROGRESS } from "./0039_progress.ts"
import { peers } from "./0040_peers.ts"
import { LEARNING_FUND } from "./0041_learningFund.ts"
import { MENTOR_READINGS } from "./0042_mentorReadings.ts"
import { RECORDINGS } from "./0043_recordings.ts"
import { taskAbout } from "./0044_taskAbout.ts"
import { CHECK_RESULTS } from "./0045_checkResults.ts"
import { MODEL_SERVERS } from "./0046_modelServers.ts"
import { PAIRS } from "./0047_pairs.ts"
import { BARE_ITEMS } from "./0048_bareItems.ts"
import { MEDIA } from "./0049_media.ts"
import { REFUSED_ASKS } from "./0053_refusedAsks.ts"
import { type Engine, runDdl, translate } from "./ddl.ts"
import { TABLES } from "./upTo0020/0001_tables.ts"
import { AUTH_INDEXES, AUTH_POSTGRES, AUTH_SQLITE } from "./upTo0020/0002_auth.ts"
import { QUALITY } from "./upTo0020/0003_quality.ts"
import { VERSIONS } from "./upTo0020/0004_versions.ts"
import { INGEST } from "./upTo0020/0005_ingest.ts"
import { browse } from "./upTo0020/0006_browse.ts"
import { TOKENS } from "./upTo0020/0007_tokens.ts"
import { UNDO } from "./upTo0020/0008_undo.ts"
import { FROZEN } from "./upTo0020/0009_frozen.ts"
import { ACTS } from "./upTo0020/0010_acts.ts"
import { FIGURES } from "./upTo0020/0011_figures.ts"
import { guidelinePictures } from "./upTo0020/0012_guidelinePictures.ts"
import { chain } from "./upTo0020/0013_chain.ts"
import { access } from "./upTo0020/0014_access.ts"
import { time } from "./upTo0020/0015_time.ts"
import { ANSWERED } from "./upTo0020/0016_answered.ts"
import { taskAsset } from "./upTo0020/0017_taskAsset.ts"
import { SENT_BACK } from "./upTo0020/0018_sentBack.ts"
import { TASKS_APART } from "./upTo0020/0019_tasksApart.ts"
import { questions } from "./upTo0020/0020_questions.ts"
import { PYRAMIDS } from "./upTo0030/0021_pyramids.ts"
import { ANSWER_PROPOSALS } from "./upTo0030/0022_answerProposals.ts"
import { REVIEW_ACTS, REVIEW_ACTS_BY_TIME } from "./upTo0030/0023_reviewActs.ts"
import { ledger } from "./upTo0030/0025_ledger.ts"
import { workSessions } from "./upTo0030/0026_workSessions.ts"
import { judgements } from "./upTo0030/0027_judgements.ts"
import { timeClaims } from "./upTo0030/0028_timeClaims.ts"
import { records } from "./upTo0030/0029_records.ts"
import { PROJECT_RATINGS } from "./upTo0030/0030_projectRatings.ts"

// Migrations see any database: they describe the past, and the Database type describes only today.
type AnyDb = Kysely<never>
type Step = (db: AnyDb, engine: Engine) => Promise<void>

async function raw(db: AnyDb, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

/** History, in order. A step is never edited once released; its place in the list is its number. */
const STEPS: readonly Step[] = [
  (db, engine) => runDdl(db, engine, TABLES),
  async (db, engine) => {
    await raw(db, engine === "sqlite" ? AUTH_SQLITE : AUTH_POSTGRES)
    await raw(db, AUTH_INDEXES)
  },
  (db, engine) => runDdl(db, engine, QUALITY),
  (db, engine) => runDdl(db, engine, VERSIONS),
  (db, engine) => runDdl(db, engine, INGEST),
  browse,
  (db, engine) => runDdl(db, engine, TOKENS),
  (db, engine) => runDdl(db, engine, UNDO),
  (db, engine) => runDdl(db, engine, FROZEN),
  (db, engine) => runDdl(db, engine, ACTS),
  (db, engine) => runDdl(db, engine, FIGURES),
  guidelinePictures,
  chain,
  access,
  time,
  (db, engine) => runDdl(db, engine, ANSWERED),
  taskAsset,
  (db, engine) => runDdl(db, engine, SENT_BACK),
  (db, engine) => runDdl(db, engine, TASKS_APART),
  questions,
  (db, engine) => runDdl(db, engine, PYRAMIDS),
  (db, engine) => runDdl(db, engine, ANSWER_PROPOSALS),
  (db, engine) => runDdl(db, engine, REVIEW_ACTS),
  (db, engine) => runDdl(db, engine, REVIEW_ACTS_BY_TIME),
  ledger,
  workSessions,
  judgements,
  timeClaims,
  records,
  (db, engine) => runDdl(db, engine, PROJECT_RATINGS),
  pay,
  (db, engine) => runDdl(db, engine, LEARNING),
  ombud,
  (db, engine) => runDdl(db, engine, WHY),
  content,
  unfunded,
  extensions,
  mentors,
  (db, engine) => runDdl(db, engine, PROGRESS),
  peers,
  (db, engine) => runDdl(db, engine, LEARNING_FUND),
  (db, engine) => runDdl(db, engine, MENTOR_READINGS),
  (db, engine) => runDdl(db, engine, RECORDINGS),
  taskAbout,
  (db, engine) => runDdl(db, engine, CHECK_RESULTS),
  (db, engine) => runDdl(db, engine, MODEL_SERVERS),
  (db, engine) => runDdl(db, engine, PAIRS),
  (db, engine) => runDdl(db, engine, BARE_ITEMS),
  (db, engine) => runDdl(db, engine, MEDIA),
  (db, engine) => runDdl(db, engine, REFUSED_ASKS),
]

/** The schema that this program writes. */
export const SCHEMA_VERSION = STEPS.length

async function currentVersion(db: AnyDb): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`select max(version) as version from schema_version`.execute(db)
  return Number(rows[0]?.version ?? 0)
}

/**
 * Brings a storage to {@link SCHEMA_VERSION}, one transaction a step on both engines. `before` is called when an older schema
 * with data is about to change: the place for a backup. `upTo` stops earlier: a backup is restored into its own schema.
 *
 * @throws JustesseError storage_newer when the storage was written by a newer program
 */
export async function migrate<T>(
  typed: Kysely<T>,
  engine: Engine,
  before: () => Promise<void>,
  upTo: number = SCHEMA_VERSION,
): Promise<void> {
  const db = typed as unknown as AnyDb // see above: a migration knows no table types
  await db.transaction().execute(async (tx) => {
    if (engine === "postgres") await sql`select pg_advisory_xact_lock(73519042)`.execute(tx)
    await sql
      .raw(translate("create table if not exists schema_version (version int not null, at text not null)", engine))
      .execute(tx)
  })
  const version = await currentVersion(db)
  if (version > SCHEMA_VERSION) throw new JustesseError("storage_newer", { found: version, known: SCHEMA_VERSION })
  if (version > 0 && version < SCHEMA_VERSION) await before()
  for (const [index, step] of STEPS.slice(0, upTo).entries()) {
    await db.transaction().execute(async (tx) => {
      if (engine === "postgres") await sql`select pg_advisory_xact_lock(73519042)`.execute(tx)
      if ((await currentVersion(tx)) > index) return
      await step(tx, engine)
      await sql`insert into schema_version (version, at) values (${index + 1}, ${`step ${index + 1}`})`.execute(tx)
    })
  }
}
