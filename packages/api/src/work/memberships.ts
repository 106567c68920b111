import { findAccess, findAccessVersion, type ProjectAccess } from "@justesse/db"
import type { OwnAssignment } from "@justesse/db/hot/operations"
import { JustesseError } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { type Offers, readOffers } from "../pay/offer.ts"
import { tiersOf } from "./allocation.ts"

/** What somebody may do in a project and which tiers they draw from, best first. */
interface Membership {
  readonly version: number
  /** Null for somebody who is no member (any more). */
  readonly access: ProjectAccess | null
  readonly tiers: readonly number[]
  /** Null where nobody is paid by the project. */
  readonly offers: Offers | null
}

/** Something must be read before an act can be let pass: it is read, and the act is tried again. */
export class NotInMemory extends Error {
  override readonly name = "NotInMemory"
  readonly own: OwnAssignment
  constructor(own: OwnAssignment) {
    super("not in memory")
    this.own = own
  }
}

const MOST = 20_000
const remembered = new WeakMap<object, Map<string, Membership>>()

function membershipsIn(storage: object): Map<string, Membership> {
  const known = remembered.get(storage) ?? new Map<string, Membership>()
  remembered.set(storage, known)
  return known
}

const keyOf = ({ projectId, personId }: OwnAssignment) => `${projectId}/${personId}`

/**
 * The membership of whoever holds an assignment, from memory. It is right as long as the version of the project's access is the
 * one that stands in the assignment's own transaction, whichever process changed it.
 * @throws NotInMemory
 */
export function membershipOf(deps: Pick<Deps, "storage">, own: OwnAssignment): Membership {
  const found = membershipsIn(deps.storage).get(keyOf(own))
  if (found?.version !== own.accessVersion) throw new NotInMemory(own)
  return found
}

/** Most times that something is read for one act: what changes all the while is somebody else's trouble. */
const MOST_READS = 20

/** Whether an act found, once it was at work, that something about its person or project had just changed: done again it is decided anew. */
export const isOtherAccess = (error: unknown): boolean =>
  error instanceof JustesseError && error.code === "conflict" && error.detail["why"] === "access"

/** Does an act that decides from memory, reading what is missing there, or changed meanwhile, until nothing is. */
export async function withMemory<T>(
  deps: Pick<Deps, "storage">,
  act: () => Promise<T>,
  read: (own: OwnAssignment) => Promise<void> = (own) => readMembership(deps, own),
): Promise<T> {
  for (let reads = 0; ; reads++) {
    try {
      return await act()
    } catch (error) {
      if (reads >= MOST_READS) throw error
      if (error instanceof NotInMemory) await read(error.own)
      else if (!isOtherAccess(error)) throw error
    }
  }
}

/** Reads a membership into memory. Its version is read first: a change meanwhile only makes it be read once more. */
export async function readMembership(deps: Pick<Deps, "storage">, own: OwnAssignment): Promise<void> {
  const { projectId, personId } = own
  const { db } = deps.storage
  const version = await findAccessVersion(db, projectId)
  const [access, tiers] = await Promise.all([findAccess(db, projectId, personId), tiersOf(deps, projectId, personId)])
  const offers = await readOffers(deps, access, personId)
  const known = membershipsIn(deps.storage)
  if (known.size >= MOST) known.clear()
  known.set(keyOf(own), { version, access, tiers, offers })
}
