import type { UnsentAct } from "@justesse/editor"
import type { AssignmentId, ProjectSlug } from "@justesse/types"
import type { Me } from "@justesse/types/wire/account"
import type { Guide, Lease } from "@justesse/types/wire/work"
import type { DBSchema } from "idb"
import { lazyDatabase } from "../browser/database.ts"
import type { Heartbeat } from "../workbench/annotate/transport.ts"

/** A task that is leased to somebody, as the server told of it last. */
interface LeaseRow {
  readonly assignmentId: AssignmentId
  readonly person: number
  readonly project: ProjectSlug
  /** Its place among the tasks of its person and project, from 0. */
  readonly position: number
  readonly lease: Lease
}

/** One rendering of a picture, by the part of its address that stays the same. */
interface PictureRow {
  readonly key: string
  readonly assignmentId: AssignmentId
  readonly blob: Blob
}

/** Seconds at work that the server does not have yet. */
export interface BeatRow {
  readonly id: string
  readonly person: number
  readonly beat: Heartbeat
  /** When its last second ended, milliseconds of the time of day. */
  readonly endedAtMs: number
  /** The same by the clock of the page that kept it, which nobody sets; absent in rows of before. */
  readonly endedOnPage?: { readonly page: string; readonly ms: number }
}

/** Whose page does something that one page does at a time, and until when: where the browser withholds Web Locks. */
interface LockRow {
  readonly name: string
  readonly page: string
  readonly untilMs: number
}

interface Schema extends DBSchema {
  acts: { key: number; value: UnsentAct }
  leases: { key: string; value: LeaseRow }
  guides: { key: string; value: { readonly key: string; readonly guide: Guide } }
  pictures: { key: string; value: PictureRow; indexes: { assignment: string } }
  beats: { key: string; value: BeatRow }
  people: { key: string; value: { readonly key: string; readonly me: Me } }
  locks: { key: string; value: LockRow }
}

/** What this computer keeps so that work goes on without a network. Unfinished answers lie beside it, in `localDrafts`. */
export const offlineDatabase = lazyDatabase<Schema>("justesse-offline", (db) => {
  db.createObjectStore("acts", { keyPath: "at" })
  db.createObjectStore("leases", { keyPath: "assignmentId" })
  db.createObjectStore("guides", { keyPath: "key" })
  db.createObjectStore("pictures", { keyPath: "key" }).createIndex("assignment", "assignmentId")
  db.createObjectStore("beats", { keyPath: "id" })
  db.createObjectStore("people", { keyPath: "key" })
  db.createObjectStore("locks", { keyPath: "name" })
})
