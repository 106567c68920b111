import { z } from "zod"
import { ContentClass } from "../content/classes.ts"
import { PersonId, ProjectSlug } from "../ids.ts"
import { KeyChoice } from "../keys.ts"
import { AssetKind } from "../kinds/assets.ts"
import { ProjectKind } from "../kinds/list.ts"
import { Look } from "../look.ts"
import { OwnLimits } from "../pace/limits.ts"
import { Currency, PayMode } from "../pay/money.ts"
import { Micros } from "../pay/settings.ts"
import { PayNotices } from "../pay/told.ts"
import { Preferences, Reach, ReachAddresses, TokenScope } from "../people.ts"
import { NameMode, ProjectState, Role, TasksAbout } from "../project.ts"
import { EMAIL } from "../signIn.ts"
import { storableText } from "../text.ts"
import { Millis } from "./common.ts"

/** A project as its members find it in lists. */
export const ProjectCard = z.strictObject({
  project: ProjectSlug,
  name: z.string(),
  kind: ProjectKind,
  /** What its assets are, or may be: what pages call them follows. None: its tasks are about no asset. */
  holds: z.array(AssetKind),
  /** What its tasks are about where that is no asset. */
  about: TasksAbout.optional(),
  names: NameMode,
  /** Who pays its people: the project, somebody else, or nobody. */
  mode: PayMode,
  /** The least that an active hour earns where the project pays, and seconds of a task so far (null: too few tasks). */
  pays: z
    .strictObject({ currency: Currency, floorMicrosPerHour: Micros, secondsPerTask: z.number().nullable() })
    .optional(),
  state: ProjectState,
  roles: z.array(Role),
  paused: z.boolean(),
  /** What its pictures may hold that people are asked about first. */
  content: z.array(ContentClass),
})
export type ProjectCard = z.infer<typeof ProjectCard>

/** Facts about the studio that anybody may know. `secure` is what the browser's address makes possible, as the server knows it. */
const StudioFacts = z.strictObject({
  version: z.string(),
  setupNeeded: z.boolean(),
  demo: z.boolean(),
  address: z.string(),
  reach: Reach,
  readOnly: z.boolean(),
  /** Where somebody whom a picture troubles finds help, as the operator says; null for nowhere. */
  supportUrl: z.string().nullable(),
})

/** `account.me`: who I am here; `person` is null for a visitor. */
export const Me = z.strictObject({
  studio: StudioFacts,
  person: z
    .strictObject({
      id: PersonId,
      name: z.string(),
      email: z.string(),
      operator: z.boolean(),
      preferences: Preferences,
    })
    .nullable(),
  projects: z.array(ProjectCard),
  /** Where this studio keeps its data, for commands to copy: for operators; null for everybody else. */
  dataDir: z.string().nullable(),
  /** Differences that wait for me as a reviewer, all projects together. */
  reviewWaiting: z.int(),
  /** Answers of mine that a reviewer sent back and that wait for a correction. */
  sentBack: z.int(),
  /** I am whom people write to outside of their projects; absent for everybody else. */
  ombud: z.literal(true).optional(),
  /** Something that I sent is confirmed, or I have to do with mentors: there is something on the page *Learn*. */
  learns: z.literal(true).optional(),
})
export type Me = z.infer<typeof Me>

/**
 * Changed name and preferences of the person; what is absent stays, also within the preferences. Keys come by themselves: a
 * page that was opened before they changed takes none back.
 */
export const AccountUpdate = z.strictObject({
  name: storableText(80).min(1).optional(),
  preferences: Preferences.optional(),
  look: Look.optional(),
  keys: KeyChoice.optional(),
  limits: OwnLimits.optional(),
  notices: PayNotices.optional(),
})

/** One API token as its owner sees it, without the secret. */
export const TokenRow = z.strictObject({
  id: z.int(),
  name: z.string(),
  scopes: z.array(TokenScope),
  madeAtMs: Millis,
  lastUsedAtMs: Millis.nullable(),
  endsAtMs: Millis.nullable(),
  /** The only project that it opens; null: all of its person's. */
  project: ProjectSlug.nullable(),
})
/** A new API token; `days` until it ends, null for never. Without a `project` it opens all of its person's. */
export const TokenCreate = z.strictObject({
  name: storableText(80).min(1),
  scopes: z.array(TokenScope).min(1),
  days: z.int().min(1).max(3650).nullable(),
  project: ProjectSlug.nullable().optional(),
})
/** The token itself is shown this once. */
export const TokenCreated = z.strictObject({ row: TokenRow, token: z.string() })

const password = z.string().max(200)
/** An address as the studio takes it: at most 200 characters. */
export const email = z.email({ pattern: EMAIL }).max(200)

/** Opens the set-up page by the secret of the link that the first start prints. */
export const SetupShow = z.strictObject({ token: z.string() })
/** `addresses`: what colleagues would type for each choice of reach. */
export const SetupShown = z.strictObject({
  addresses: ReachAddresses,
})
/** Makes the first operator and says from where the studio is reached; `sample` adds the sample projects. */
export const SetupFinish = z.strictObject({
  token: z.string(),
  name: storableText(80).min(1),
  email,
  password,
  preferences: Preferences,
  reach: Reach,
  publicUrl: z.url().max(300).nullable(),
  sample: z.boolean(),
})
/** The studio's address from now on, and whether it takes a restart to listen there. */
export const SetupFinished = z.strictObject({ address: z.string(), restartNeeded: z.boolean() })

/** What an invitation shows before an account exists: the conditions come first. */
export const JoinShown = z.strictObject({
  studio: z.string(),
  project: z.lazy(() => ProjectCard).nullable(),
  roles: z.array(Role),
  email: z.string().nullable(),
  purpose: z.string(),
  contentNote: z.string(),
  /** What `other` means among what the pictures may hold, in the owner's words. */
  contentOther: z.string(),
  ownerName: z.string().nullable(),
  members: z.int(),
  reviewers: z.int(),
  answersSoFar: z.int(),
  changedRatio: z.number().nullable(),
})
/** Someone signed in already joins with their account: `account` null. */
export const JoinAccept = z.strictObject({
  token: z.string(),
  account: z.strictObject({ name: storableText(80).min(1), email, password, preferences: Preferences }).nullable(),
})
/** The project that an invitation led into; null for one into the installation alone. */
export const JoinAccepted = z.strictObject({ project: ProjectSlug.nullable() })
/** What keeps an account from being deleted, and how deleting is confirmed. */
export const AccountClosing = z.strictObject({
  /** Projects whose only owner they are. */
  owned: z.array(z.strictObject({ project: ProjectSlug, name: z.string() })),
  lastOperator: z.boolean(),
  /** A paid work session is still open: it closes by itself. */
  openSession: z.boolean(),
  /** Money is owed and nobody knows to which account. */
  accountMissing: z.boolean(),
  hasPassword: z.boolean(),
})
/** Deletes one's own account; `email` repeats its address, `password` is empty where there is none. */
export const AccountClose = z.strictObject({ email: storableText(254), password: z.string().max(200) })
/** A new password, with the secret of the link that an operator made. */
export const ResetFinish = z.strictObject({ token: z.string(), password })
/** The secret of a link that signs somebody in on this machine alone (the sample's persons). */
export const LinkEnter = z.strictObject({ token: z.string() })
/** Ends every other session and every API token of the person. */
export const PasswordChange = z.strictObject({ current: password, next: password })
/** Address and password. Tries are counted for each account and network before the password is looked at. */
export const SignIn = z.strictObject({ email, password })
