import type { Ontology, Size } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { FileSet } from "./io/fileSet.ts"
import type { Spool } from "./io/spool.ts"

/**
 * What a reader says, in this order: `ontology` exactly once and before the first record; records and report lines in any
 * order after or before it. A record is complete: nothing is added to it later.
 *
 * `picture` is the record's picture inside the same FileSet; null where only the labels are there.
 * `manifest` comes with the native form only.
 */
export type ReadEvent =
  | { readonly kind: "ontology"; readonly ontology: Ontology; readonly manifest?: DatasetManifest }
  | { readonly kind: "record"; readonly record: DatasetRecord; readonly picture: string | null }
  | { readonly kind: "report"; readonly line: ReportLine }

/** What a person may choose about reading. */
export interface ReadOptions {
  /**
   * Pascal VOC only: 0 (default) takes coordinates as they are; 1 is the devkit's rule, where the first pixel is 1 and the
   * last pixel belongs to the box, so that x loses 1 and the width gains 1.
   */
  readonly origin?: 0 | 1
  /**
   * The upright size of a picture by the name its record would have, where it is known from elsewhere: for formats whose
   * boxes are shares of the picture (YOLO, Open Images …) when the labels come without the pictures.
   */
  readonly sizeOf?: (name: string) => Size | null | Promise<Size | null>
}

/**
 * One format as it comes in. Pure: bytes come from the FileSet, events go out. Bad input never throws: it becomes a report
 * line with file and line, and the rest goes in. Only JustesseError leaves a reader (a set that cannot be read).
 */
export interface Reader {
  /** As on the command line (`coco`, `voc` …). */
  readonly name: string
  /** How sure it is that the set is in its format, in [0, 1]; 0 means "not mine". Looks at the beginning of few files. */
  detect(files: FileSet): Promise<number>
  read(files: FileSet, options: ReadOptions): AsyncIterable<ReadEvent>
}

/** The records of a dataset from the start; called again it gives the same ones in the same order. */
export type RecordSource = () => AsyncIterable<DatasetRecord>

/** What a person may choose about writing, and where the report goes. */
export interface WriteOptions {
  /** Called while the files are drawn, with what the format cannot hold (counted over the dataset) and what was left out. */
  readonly report?: (line: ReportLine) => void
  /** Where texts of later files may be put aside; memory where nobody says. */
  readonly spool?: Spool
  /** Pascal VOC only: which pixel counts as the first; as in {@link ReadOptions.origin}. */
  readonly origin?: 0 | 1
  /** CSV only: no text begins a formula where the table is opened in a spreadsheet; reading it again gives the same texts. */
  readonly spreadsheet?: boolean
  /** The bytes of a record's picture, for a writer that {@link Writer.holdsPictures}; null leaves it out. Asked once a record. */
  readonly pictureOf?: (record: DatasetRecord) => Promise<Uint8Array | null>
  /** Whole numbers that a project gave for good, for formats that call pictures and classes by number. */
  readonly numbers?: Numbers
}

/** Numbers that mean the same picture and the same label in every export of a project, whatever its part or version. */
export interface Numbers {
  /** Of a record, as a text of digits; undefined where it has none. */
  readonly picture: (record: DatasetRecord) => string | undefined
  /** By label. */
  readonly categories: ReadonlyMap<string, string>
}

/** The bytes of a file, drawn once. `whole` stands beside where they are there at once and need not be drawn. */
export interface FileBody extends AsyncIterable<Uint8Array> {
  readonly whole?: Uint8Array
}

/** A file of an export. `role` tells the labels from what accompanies them. */
export interface OutFile {
  readonly name: string
  readonly role: "labels" | "manifest" | "provenance"
  readonly body: FileBody
}

/**
 * One format as it goes out. The files must be drawn in order, each to its end. Pictures are not written here but by a writer
 * that holds them: they keep their record's name, and whoever packs the export puts them beside these files.
 */
export interface Writer {
  readonly name: string
  /** True where pictures go into the files of the labels, when {@link WriteOptions.pictureOf} gives their bytes. */
  readonly holdsPictures?: true
  /** True where it writes what is said of a whole asset, and where it writes stretches of time; others are given neither. */
  readonly holdsWhole?: true
  readonly holdsSpans?: true
  /** True where it writes what files say when ({@link DatasetRecord.timed}); a writer of stretches alone is given it as these. */
  readonly holdsTimed?: true
  /** True where it writes what those said who checked a region; others are given no region that was found wrong. */
  readonly holdsChecks?: true
  /** True where it writes where a picture stands among others that people compared it with; others are given nothing of it. */
  readonly holdsCompared?: true
  write(records: RecordSource, manifest: DatasetManifest, options?: WriteOptions): AsyncIterable<OutFile>
  /** The report of {@link write} without writing: what would be lost or changed, for saying so beforehand. */
  losses(records: RecordSource, options?: Pick<WriteOptions, "numbers">): Promise<ReportLine[]>
  /**
   * Where the picture of a record goes in this format's export, by the record's name; null where it does not go out.
   * Draws the records once. A writer without it leaves pictures under their own names.
   */
  layout?(records: RecordSource): Promise<(name: string) => string | null>
}

/** One line of the list of formats: what reads and what writes it. `aliases` are other names that people type. */
export interface Format {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly reader: Reader | null
  readonly writer: Writer | null
}
