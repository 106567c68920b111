import { z } from "zod"
import { PersonId, ProjectSlug } from "../ids.ts"
import { Role } from "../project.ts"
import { storableText } from "../text.ts"
import { email } from "./account.ts"
import { Millis } from "./common.ts"

const Member = z.strictObject({
  person: PersonId,
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(Role),
  groups: z.array(z.int()),
  paused: z.boolean(),
  pausedReason: z.string(),
  lastSeenDay: z.string().nullable(),
  reserved: z.int(),
  you: z.boolean(),
})
const Invitation = z.strictObject({
  id: z.int(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(Role),
  madeAtMs: Millis,
  endsAtMs: Millis,
  state: z.enum(["waiting", "used", "withdrawn", "over"]),
  uses: z.int(),
  maxUses: z.int(),
})
const Group = z.strictObject({ id: z.int(), name: z.string(), members: z.array(PersonId) })
/** Members, groups and open invitations of a project. */
export const PeopleShown = z.strictObject({
  members: z.array(Member),
  invitations: z.array(Invitation),
  groups: z.array(Group),
})
export type PeopleShown = z.infer<typeof PeopleShown>
/** Makes a link for each of 1 to 500 people, with their roles; each link lets in `maxUses` (1 to 500) of those who have it. */
export const Invite = z.strictObject({
  project: ProjectSlug,
  people: z
    .array(z.strictObject({ name: storableText(80), email: email.nullable(), roles: z.array(Role).min(1) }))
    .min(1)
    .max(500),
  maxUses: z.int().min(1).max(500),
})
/** The links are shown this once; `resend` makes a new one. */
export const Invited = z.strictObject({
  links: z.array(z.strictObject({ id: z.int(), name: z.string(), link: z.string() })),
})
/** Names one open invitation of a project. */
export const InvitationOnly = z.strictObject({ project: ProjectSlug, id: z.int() })
/** The roles of a member from now on, at least one; they replace those of before. */
export const SetRoles = z.strictObject({ project: ProjectSlug, person: PersonId, roles: z.array(Role).min(1) })
/** Stops giving work to a member, or goes on. What they hold they may finish; they read the reason. */
export const PauseMember = z.strictObject({
  project: ProjectSlug,
  person: PersonId,
  paused: z.boolean(),
  reason: storableText(400),
})
/** Names whom of a project an owner acts on. */
export const MemberOnly = z.strictObject({ project: ProjectSlug, person: PersonId })
/** Makes a group (`id` null) or changes one; `members` replaces those of before. */
export const GroupSave = z.strictObject({
  project: ProjectSlug,
  id: z.int().nullable(),
  name: storableText(80).min(1),
  members: z.array(PersonId).max(1_000),
})
/** Names a group by its number within a project. */
export const GroupOnly = z.strictObject({ project: ProjectSlug, id: z.int() })
