import type { Blobs, Storage } from "@justesse/db"
import type { AssetVideo } from "@justesse/db/assets/rows"
import type { FileSet } from "@justesse/formats"
import type { Spool } from "@justesse/formats/io/spool"
import type { Language, Reach, Size } from "@justesse/types"
import type { ReadingLanguage, ReadLine } from "@justesse/types/models/reading"
import type { Weekday } from "@justesse/types/pay/payoutDay"
import type { Auth } from "../auth/index.ts"
import type { Sessions } from "../auth/sessions.ts"
import type { Background } from "./background.ts"
import type { Compute } from "./compute.ts"

/** What a worker makes of a picture's bytes. Throws JustesseError picture_broken | picture_too_large | picture_kind. */
export interface PreparedPicture {
  readonly mediaType: string
  /** Upright size (EXIF applied). */
  readonly width: number
  readonly height: number
  /** Upright full picture when the stored one is turned by EXIF; null when the original is upright already. */
  readonly upright: Uint8Array | null
  /** At most 1,600 px on the long side, JPEG. */
  readonly preview: Uint8Array
  /** At most 320 px on the long side, JPEG. */
  readonly thumbnail: Uint8Array
}

/** What a worker makes of a recording's bytes. */
export interface PreparedSound {
  readonly mediaType: string
  /** How the file packs its sound, in a word that people know. */
  readonly codec: string
  /** What read it. */
  readonly decodedBy: string
  readonly durationMs: number
  readonly sampleRate: number
  readonly channels: number
  /** What is worth saying of it, by code. */
  readonly notes: readonly string[]
  /** See `@justesse/types/sound/peaks`. */
  readonly peaks: Uint8Array
  /** A picture of its wave. */
  readonly wave: Uint8Array
  /** The copy that is played, until `discard`. */
  openPlayable(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

/** What is read of a video's head, and a moment of it. */
export interface PreparedVideo extends Omit<AssetVideo, "medium"> {
  readonly mediaType: string
  readonly width: number
  readonly height: number
  /** A moment of it as a picture; null where this computer cannot draw one. */
  readonly poster: Uint8Array | null
}

interface Videos {
  /**
   * Reads the video that is given, or lies at a path; null for a file that is only heard. Throws JustesseError video_kind |
   * video_broken.
   */
  prepare(video: string | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<PreparedVideo | null>
}

interface Sounds {
  /**
   * Prepares the recording that is given, or lies at a path. Given up by `signal`, it fails as the signal's reason. Throws
   * JustesseError recording_kind | recording_broken | recording_empty | recording_too_long | recording_too_large.
   */
  prepare(recording: string | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<PreparedSound>
}

export interface Pictures {
  /** Given up by `signal`, it fails as the signal's reason. */
  prepare(bytes: Uint8Array, signal?: AbortSignal): Promise<PreparedPicture>
}

/** What cuts large pictures into tiles. */
interface Tiler {
  /**
   * Cuts an upright picture of this size into the tiles of its pyramid. `keep` is given all of them as one file, which is
   * gone when it has resolved. Throws JustesseError picture_broken | picture_too_large | picture_kind.
   */
  tile<T>(
    picture: AsyncIterable<Uint8Array>,
    size: Size,
    keep: (pack: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T>
}

/** Models that other programs serve. */
interface ModelServers {
  /**
   * Calls `path` of a server: with a body of JSON, or asking for it without. What is answered is at most some megabytes.
   * @throws JustesseError model_refused | model_gone | model_slow | model_huge | model_moved
   */
  call(to: {
    readonly address: string
    readonly path: string
    readonly body: string | null
    readonly timeoutMs: number
  }): Promise<{ readonly status: number; readonly text: string; readonly tookMs: number }>
}

/** Reads what is written on pages, on this computer: no picture leaves it. */
export interface Reader {
  /** Which program reads. */
  readonly version: string
  /**
   * The lines of a page, from above, in dots of the upright picture; none where nothing can be read on it, where it is no picture, and
   * where it takes too much time or memory.
   */
  read(picture: Uint8Array, language: ReadingLanguage): Promise<readonly ReadLine[]>
}

/** Where files of an import in progress lie until the job takes them: one folder a batch; zips in it are read through. */
interface Uploads {
  /** Whether anything was uploaded under a batch; its zips and documents are not opened. */
  has(project: string, batch: string): Promise<boolean>
  /** `signal` gives up what is drawn of documents, now and when files are opened. */
  files(
    project: string,
    batch: string,
    signal?: AbortSignal,
  ): Promise<FileSet & { close(): void; pathOf(name: string): string | null }>
  remove(project: string, batch: string): Promise<void>
  /**
   * The files of a folder of this computer. `pathOf` says where one lies on the disk; null for files inside zips and documents.
   * @throws JustesseError not_found
   */
  at(folder: string, signal?: AbortSignal): Promise<FileSet & { close(): void; pathOf(name: string): string | null }>
  /** Whether there is a file in or below a folder of this computer, or at that path; its zips and documents are not opened. */
  hasAt(folder: string): Promise<boolean>
  /** Length and time of the last change of a file on this computer's disk. */
  factsOf(path: string): Promise<{ path: string; bytes: number; modifiedMs: number }>
}

/** Files made for people to take away (exports). Written under a temporary name, fsynced, then renamed. */
interface Outbox {
  write(name: string, body: AsyncIterable<Uint8Array>): Promise<number>
  open(name: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>
  size(name: string): Promise<number | null>
  /** Removes a file, and what was left of one that was not finished. */
  remove(name: string): Promise<void>
  /** Where the making of a file puts texts aside, until `close` removes them. */
  spool(name: string): Spool & { close(): Promise<void> }
}

/** Makes a zip of named files as a stream; the server brings the library. */
type ZipFiles = (files: AsyncIterable<{ name: string; body: AsyncIterable<Uint8Array> }>) => AsyncIterable<Uint8Array>

/** Operator's facts and acts that only the hosting process knows. */
interface Host {
  readonly version: string
  readonly startedAtMs: number
  readonly demo: boolean
  readonly dataDir: string
  /** The PostgreSQL database, with its password; null: the SQLite file of the data folder. */
  readonly databaseUrl: string | null
  /** Addresses at which this process can be reached for each choice of reach. */
  addresses(): { computer: string; network: string[] }
  disk(): Promise<{ freeBytes: number; totalBytes: number; dataBytes: number }>
  /** Makes a backup and reads it back. `onProgress` hears of steps done of all; it may refuse, and then the work ends. */
  backup(
    reason: "hand" | "nightly" | "migration",
    onProgress?: (done: number, total: number) => Promise<void>,
  ): Promise<string>
  backups(): Promise<
    {
      file: string
      bytes: number
      madeAtMs: number
      reason: "hand" | "nightly" | "migration"
      verifiedAtMs: number | null
    }[]
  >
  checkBackup(file: string): Promise<{ ok: boolean; rows: number; problems: string[] }>
  /** Makes the sample projects for this operator, in their language. */
  seedSample(ownerId: number, language: Language): Promise<void>
}

/** How much one person may have going at once: enough for any team, and an end for a script that went wrong. */
interface Quotas {
  /** Projects that they made and that are neither archived nor deleted. */
  readonly projects: number
  /** Large files begun and not finished. */
  readonly uploads: number
  /** Exports, imports, backups and other long tasks that wait or run. */
  readonly jobs: number
}

/** How much one person may have at once where no operator said otherwise. */
export const DEFAULT_QUOTAS: Quotas = { projects: 20, uploads: 100, jobs: 8 }

/** Settings of the installation, read at start and after each change. */
export interface StudioSettings {
  readonly setupDone: boolean
  readonly reach: Reach
  /** The address that invitations carry, without a slash at the end. */
  readonly address: string
  readonly nightly: { on: boolean; hour: number; keep: number }
  /** The day of the week on which payouts go out. */
  readonly payoutDay: Weekday
  /** Whom people write to outside of their project; null for nobody. */
  readonly ombud: number | null
  readonly quotas: Quotas
  /** Where somebody whom a picture troubles finds help; null for nowhere. */
  readonly supportUrl: string | null
  /** Where models may be asked for on this computer and in its networks: `127.0.0.1:9090`, `192.168.1.0/24`, `models.lan`. */
  readonly modelHosts: readonly string[]
}

type LogLevel = "info" | "warn" | "error"

/** Everything a service may need; each takes the few it names (`Pick<Deps, …>`). The clock, dice and fresh ids live here (I12). */
export interface Deps {
  readonly storage: Storage
  readonly blobs: Blobs
  readonly pictures: Pictures
  readonly sounds: Sounds
  readonly videos: Videos
  readonly tiler: Tiler
  readonly modelServers: ModelServers
  readonly reader: Reader
  readonly compute: Compute
  readonly background: Background
  readonly uploads: Uploads
  readonly outbox: Outbox
  readonly zip: ZipFiles
  readonly host: Host
  readonly auth: Auth
  readonly sessions: Sessions
  readonly settings: { get(): StudioSettings; set(change: Partial<StudioSettings>): Promise<void> }
  /** Key of this installation for signatures and pseudonyms; 32 bytes or more, made at first start. */
  readonly secret: Uint8Array
  nowMs(): number
  uuid(): string
  sha256(data: string | Uint8Array): string
  hmac(text: string): string
  randomToken(): string
  log(level: LogLevel, what: string, detail?: Record<string, unknown>): void
  /** Tells the job runner that a job was queued, the settler that a task is dirty, the demo that a sample person's link was used. */
  wake(what: "jobs" | "settle" | "links"): void
}
