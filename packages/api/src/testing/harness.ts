import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto"
import {
  diskBlobs,
  findPersonByAuthUser,
  findProject,
  insertAssets,
  insertMember,
  insertPerson,
  insertProject,
  type Storage,
  storeAccepted,
  takeAssetNumbers,
} from "@justesse/db"
import {
  canonicalJson,
  DEFAULT_PREFERENCES,
  DEFAULT_PROPOSALS,
  DEFAULT_SETTINGS,
  KINDS,
  type NameMode,
  Ontology,
  ontologyOfKind,
  overlapOf,
  type ProjectKind,
  type ProjectSettings,
  type ProjectState,
  type ProposalRules,
  type Role,
  type Size,
  type TokenScope,
} from "@justesse/types"
import { DEFAULT_PAYOUT_DAY } from "@justesse/types/pay/payoutDay"
import { createAuth } from "../auth/index.ts"
import { createSessions } from "../auth/sessions.ts"
import type { Context } from "../core/context.ts"
import { DEFAULT_QUOTAS, type Deps, type StudioSettings } from "../core/deps.ts"
import { resolveDirty } from "../work/resolve/index.ts"
import { backgroundHere, computeHere } from "./here.ts"

/** The services in one process for tests: real storage, real blobs, a clock that the test moves. */
export interface Harness {
  readonly deps: Deps
  readonly clock: { nowMs: number }
  /** What `deps.log` was told. */
  readonly logged: { level: string; what: string; detail: Record<string, unknown> | undefined }[]
  /** A request of this person (null: a visitor), for `router.createCaller`. */
  contextOf(person: TestPerson | null, scopes?: readonly TokenScope[]): Context
  addPerson(name: string, operator?: boolean): Promise<TestPerson>
  addProject(input: TestProject): Promise<number>
  addMember(projectId: number, person: TestPerson, roles: readonly Role[], accepted?: number): Promise<void>
  /** Pictures with a task each; returns their numbers. */
  addPictures(projectId: number, count: number, size?: Size): Promise<number[]>
  /** Settles until nothing is dirty. */
  resolve(): Promise<void>
}

/** Somebody who is a member of the test's installation. */
export interface TestPerson {
  readonly id: number
  readonly name: string
  readonly operator: boolean
}

/** Whoever gets a task gets what is proposed of it: a test of those without says how many. */
const SHOWN: ProposalRules = { ...DEFAULT_PROPOSALS, without: 0 }

interface TestProject {
  readonly slug: string
  readonly owner: TestPerson
  readonly roles?: readonly Role[]
  readonly kind?: ProjectKind
  readonly names?: NameMode
  readonly state?: ProjectState
  readonly settings?: Partial<ProjectSettings>
  readonly ontology?: Ontology
}

/** Two labels without questions, and one with a required attribute. */
export const TEST_ONTOLOGY: Ontology = Ontology.parse({
  labels: [
    { id: "car", name: { en: "car" }, color: "#e69f00", key: "1", hasText: false, attributes: [], retired: false },
    { id: "line", name: { en: "line" }, color: "#56b4e9", key: "2", hasText: true, attributes: [], retired: false },
    {
      id: "sign",
      name: { en: "sign" },
      color: "#009e73",
      key: "3",
      hasText: true,
      retired: false,
      attributes: [{ id: "lit", name: { en: "lit" }, kind: "yes_no", options: [], required: true }],
    },
  ],
})

/** A property that a test of these services must bring itself when it needs it. */
function missing<T extends object>(name: string): T {
  const refuse = (): never => {
    throw new Error(`harness: this test must bring its own ${name}`)
  }
  return new Proxy({}, { get: refuse }) as T // never reached without a failure that says so
}

interface HarnessOptions {
  readonly storage: Storage
  /** A folder of this test, for blobs. */
  readonly folder: string
  readonly startMs?: number
  /** What the hosting process brings otherwise: pictures, uploads, outbox, zip, host … */
  readonly override?: Partial<Deps>
}

/** Noon UTC on a Wednesday. */
const START_MS = Date.UTC(2026, 0, 14, 12)

/**
 * Builds the services over a storage of the test; `override` replaces single ones. The clock stands until the test moves
 * it.
 */
export function makeHarness({ storage, folder, startMs = START_MS, override = {} }: HarnessOptions): Harness {
  const clock = { nowMs: startMs }
  const logged: Harness["logged"] = []
  const background = backgroundHere(() => deps)
  const deps: Deps = { ...depsOf(storage, folder, clock, logged), background, ...override }
  const { db, hot } = storage
  return {
    deps,
    clock,
    logged,
    contextOf(person, scopes) {
      const who = person && {
        personId: person.id,
        name: person.name,
        operator: person.operator,
        scopes: scopes ?? null,
      }
      return { deps, who, headers: new Headers(), ip: "127.0.0.1", cookies: [] }
    },
    async addPerson(name, operator = false) {
      const email = `${name.toLowerCase()}@example.org`
      const made = { preferences: DEFAULT_PREFERENCES, madeAtMs: clock.nowMs }
      const id = await insertPerson(db, { authUserId: `test-${name}`, name, email, operator, ...made })
      return { id, name, operator }
    },
    async addProject(input) {
      const { slug, owner, roles = ["owner"], kind = "boxes", names = "in_house", state = "open" } = input
      const id = await insertProject(db, {
        slug,
        name: `Project ${slug}`,
        kind,
        names,
        state,
        settings: { ...DEFAULT_SETTINGS, proposals: SHOWN, ...input.settings },
        draft: null,
        ontology: canonicalJson(ontologyOfKind(kind, input.ontology ?? TEST_ONTOLOGY)),
        guideline: "## 1 Draw tight\n\nEdges touch the thing.",
        madeBy: owner.id,
        madeAtMs: clock.nowMs,
      })
      await insertMember(db, id, owner.id, roles, `P${owner.id}`, clock.nowMs)
      return id
    },
    async addMember(projectId, person, roles, accepted = 1) {
      await insertMember(db, projectId, person.id, roles, `P${person.id}`, clock.nowMs)
      if (accepted > 0) await storeAccepted(db, projectId, person.id, accepted)
    },
    async addPictures(projectId, count, size = { width: 1_000, height: 800 }) {
      const project = await findProject(db, projectId)
      if (!project) throw new Error("harness: no such project")
      const first = await takeAssetNumbers(db, projectId, count)
      const ids = Array.from({ length: count }, (_, i) => first + i)
      const rows = await Promise.all(ids.map((id) => pictureRow(deps, id, size)))
      await insertAssets(db, projectId, rows)
      const overlap = project.settings.overlap
      // As pictures come in: where tasks are about something beside them, these are made of their own.
      if (KINDS[project.kind].about !== undefined) return ids
      await hot.addTasks(
        projectId,
        ids.map((id) => ({ id, assetId: id, tier: 1, overlap: overlapOf(overlap, id) })),
        clock.nowMs,
      )
      return ids
    },
    async resolve() {
      while ((await resolveDirty(deps, 100)) > 0);
    },
  }
}

async function pictureRow(deps: Deps, id: number, size: Size): Promise<Parameters<typeof insertAssets>[2][number]> {
  const { sha256, bytes } = await deps.blobs.put(new TextEncoder().encode(`picture ${id}`))
  return {
    id,
    name: `street/${String(id).padStart(4, "0")}.jpg`,
    sha256,
    mediaType: "image/jpeg",
    bytes,
    size,
    uprightSha256: null,
    previewSha256: null,
    thumbnailSha256: null,
    problem: null,
    extra: {},
    importId: null,
    madeAtMs: deps.nowMs(),
  }
}

function depsOf(
  storage: Storage,
  folder: string,
  clock: { nowMs: number },
  logged: Harness["logged"],
): Omit<Deps, "background"> {
  const secret = randomBytes(32)
  const hmac = (text: string) => createHmac("sha256", secret).update(text).digest("hex")
  const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex")
  let settings: StudioSettings = {
    setupDone: true,
    reach: "computer",
    address: "http://127.0.0.1:20000",
    nightly: { on: false, hour: 3, keep: 7 },
    payoutDay: DEFAULT_PAYOUT_DAY,
    ombud: null,
    quotas: DEFAULT_QUOTAS,
    supportUrl: null,
    modelHosts: [],
  }
  const auth = createAuth(
    storage.db,
    storage.engine,
    {
      baseURL: settings.address,
      secret: hmac("auth"),
      trustedOrigins: [settings.address],
      onSessionGone: (token) => sessions.forgetToken(token),
      onUserChanged: (userId) => sessions.forgetUser(userId),
    },
    2,
    () => clock.nowMs,
  )
  const sessions = createSessions({
    auth: () => auth,
    nowMs: () => clock.nowMs,
    sha256,
    personOf: async (userId) => {
      const person = await findPersonByAuthUser(storage.db, userId)
      return person?.active ? person : null
    },
    tokenOf: async () => null,
  })
  return {
    storage,
    blobs: diskBlobs(folder),
    pictures: missing("pictures"),
    sounds: missing("sounds"),
    videos: missing("videos"),
    tiler: missing("tiler"),
    modelServers: missing("modelServers"),
    reader: missing("reader"),
    compute: computeHere,
    uploads: missing("uploads"),
    outbox: missing("outbox"),
    zip: () => missing("zip"),
    host: missing("host"),
    auth,
    sessions,
    settings: {
      get: () => settings,
      set: async (change) => {
        settings = { ...settings, ...change }
      },
    },
    secret,
    nowMs: () => clock.nowMs,
    uuid: () => randomUUID(),
    sha256,
    hmac,
    randomToken: () => randomBytes(32).toString("base64url"),
    log: (level, what, detail) => void logged.push({ level, what, detail }),
    wake: () => {},
  }
}
