import type { Region, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { type Compared, type CompareOptions, comparePictures } from "./support/compare.ts"
import { compareCvat } from "./support/cvat.ts"
import { compareAlto, compareCocoText, compareHocr, compareMmocr, comparePage } from "./support/documents.ts"
import { ASSUMED_SIDE, compareLabelStudio } from "./support/labelStudio.ts"
import { type Expected, type Gathered, ownTruth } from "./support/real.ts"
import { compareRecognition, compareRows } from "./support/recognition.ts"
import { compareCues, compareElan, compareGrids } from "./support/timed.ts"
import { compareDatumaro, compareLabelMeXml, compareVia } from "./support/tools.ts"

/** How one real folder is read and compared. */
export interface Folder {
  /** The reader, by name; what `auto` finds is compared with it too, unless `auto` says why not. */
  readonly format: string
  /** Why the content alone cannot tell the format. */
  readonly auto?: string
  readonly options?: CompareOptions
  /** For answers of another shape than pictures with objects. */
  readonly compare?: (want: Expected, got: Gathered, path: string) => Compared
  /** Sizes of pictures that the folder does not bring, for boxes that are shares of the picture. */
  readonly sizeOf?: (name: string) => Size | null
  /** Files left out of the reading, with the reason in a comment beside the folder. */
  readonly left?: RegExp
  /** Differences that are right, each with its reason: the expected number of them. */
  readonly differ?: { readonly count: number; readonly why: string }
}

/** Sizes of the own-made pictures, whose names differ without folder and ending. */
function ownSize(name: string): Size | null {
  const stem = (path: string) => path.replace(/^.*\//, "").replace(/\.\w+$/, "")
  const found = ownTruth().images.find((image) => stem(image.file) === stem(name))
  return found ? { width: found.width, height: found.height } : null
}

/** In FUNSD the entities are the answer's objects; their words are regions of their own. */
function entities({ body }: DatasetRecord): readonly Region[] {
  return body?.regions.filter(({ level }) => level !== "word") ?? []
}

/** CVAT holds a text as an attribute, whatever it is called. */
function cvatText({ transcript, attributes }: Region): string | undefined {
  const text = Object.entries(attributes ?? {}).find(([key]) => key === "text")?.[1]
  return transcript?.value ?? (typeof text === "string" ? text : undefined)
}

/** Every folder that is read, as `folder/case`. Each family of formats adds its own below its heading. */
export const FOLDERS: Readonly<Record<string, Folder>> = {
  // COCO
  "coco/coco2014-mini": { format: "coco", options: { ordered: true } },
  "coco/datumaro-instances": { format: "coco" },
  // The answer orders its classes by id, the file by their position, which is what counts.
  "coco/own-basics": { format: "coco" },
  "coco/person-keypoints": { format: "coco", options: { ordered: true } },
  "coco/terrain": { format: "coco", options: { ordered: true } },
  "coco/toy": { format: "coco", options: { ordered: true } },
  "roboflow/coco": { format: "coco" },
  // CreateML
  "roboflow/createml": { format: "createml" },
  "roboflow/own-basics": { format: "createml" },
  // Open Images: sizes of pictures that are not there are known from elsewhere; the answer of `v6` is in shares of them.
  "openimages/own-basics": { format: "openimages", sizeOf: ownSize },
  "openimages/v6": { format: "openimages", sizeOf: () => ({ width: 10, height: 10 }) },
  // CVAT: what is no box is compared by the points it has.
  "cvat/own-basics": { format: "cvat", options: { ordered: true, textOf: cvatText } },
  "cvat/export-task": { format: "cvat", compare: compareCvat },
  // FUNSD: the answer has the entities, words are beside them.
  "funsd/own-basics": { format: "funsd", options: { regions: entities } },
  // PaddleOCR
  "paddleocr/own-basics": { format: "paddleocr", compare: compareRecognition() },
  // JSON, one picture a line
  "jsonl/real": {
    format: "jsonl",
    auto: "the file is a list of recognised words of MMOCR, whose reader knows it too",
    compare: compareRows,
  },
  // YOLO
  "yolo/own-basics": { format: "yolo", options: { ordered: true } },
  "yolo/datumaro-ultralytics": { format: "yolo", options: { ordered: true } },
  "yolo/datumaro-strict-darknet": { format: "darknet", options: { ordered: true } },
  "yolo/ls-import": { format: "yolo", options: { ordered: true } },
  "yolo-obb/own-basics": { format: "yolo-obb", options: { ordered: true } },
  "roboflow/yolo": { format: "yolo", options: { ordered: true } },
  // Pascal VOC
  "voc/datumaro-voc1": { format: "voc" },
  "voc/own-basics": { format: "voc" },
  // ICDAR
  "icdar/own-basics": { format: "icdar" },
  "icdar/datumaro-localization": { format: "icdar" },
  "icdar/datumaro-recognition": { format: "icdar", compare: compareRecognition() },
  "icdar/recog_old_label": { format: "icdar", compare: compareRecognition() },
  // PAGE XML
  "page/own-basics": { format: "page", compare: comparePage },
  "page/real": { format: "page", compare: comparePage },
  // ALTO
  "alto/own-basics": { format: "alto", compare: compareAlto },
  "alto/real": { format: "alto", compare: compareAlto },
  // COCO-Text
  "cocotext/own-basics": { format: "coco-text", compare: compareCocoText },
  // MMOCR
  "mmocr/real": { format: "mmocr", compare: compareMmocr },
  // hOCR
  "hocr/own-basics": { format: "hocr", compare: compareHocr },
  "hocr/real": { format: "hocr", compare: compareHocr },
  // Label Studio: of several answers to a task one is read, the others travel; see the comparison.
  "labelstudio/audio-regions": { format: "label-studio", compare: compareLabelStudio },
  "labelstudio/audio-transcribe": { format: "label-studio", compare: compareLabelStudio },
  "labelstudio/csv": { format: "label-studio", compare: compareLabelStudio },
  "labelstudio/export-coco": { format: "label-studio", compare: compareLabelStudio },
  "labelstudio/export-yolo": { format: "label-studio", compare: compareLabelStudio },
  "labelstudio/image-bbox": {
    format: "label-studio",
    compare: compareLabelStudio,
    sizeOf: () => ({ width: ASSUMED_SIDE, height: ASSUMED_SIDE }),
  },
  "labelstudio/own-basics": { format: "label-studio", compare: compareLabelStudio },
  // Datumaro
  "datumaro/own-basics": { format: "datumaro", compare: compareDatumaro },
  "datumaro/legacy-train": { format: "datumaro", compare: compareDatumaro },
  // LabelMe
  "labelme/own-basics": { format: "labelme" },
  "labelme-xml/datumaro": { format: "labelme", compare: compareLabelMeXml },
  // VIA
  "via/own-basics": { format: "via", compare: compareVia },
  "via/via1": { format: "via", compare: compareVia },
  "via/via2": { format: "via", compare: compareVia },
  "via-csv/own-basics": { format: "via", compare: compareVia },
  "via3/own-basics": { format: "via", compare: compareVia },
  // Supervisely
  "supervisely/own-basics": { format: "supervisely", options: { ordered: true } },
  // Recordings
  "webvtt/own-basics": { format: "vtt", compare: compareCues("vtt") },
  "webvtt/real": { format: "vtt", compare: compareCues("vtt") },
  "srt/own-basics": { format: "srt", compare: compareCues("srt") },
  "srt/real": { format: "srt", compare: compareCues("srt") },
  "textgrid/own-basics": { format: "textgrid", compare: compareGrids },
  "textgrid/real": { format: "textgrid", compare: compareGrids },
  "elan/own-basics": { format: "eaf", compare: compareElan },
  // The answer holds the first eight of each list; counts are of the whole.
  "elan/real": { format: "eaf", compare: compareElan },
  // Hugging Face
  "hfimagefolder/own-basics": { format: "huggingface" },
}

/** Folders that are not read on purpose, and why. */
export const NOT_READ: Readonly<Record<string, string>> = {
  "croissant/coco2014-mini": "Croissant is written beside exports, not read",
}

/** Compares by the folder's own rule, or as pictures with objects. */
export function compareFolder(folder: Folder, want: Expected, got: Gathered, path: string): Compared {
  return folder.compare ? folder.compare(want, got, path) : comparePictures(want, got, folder.options)
}

export { ownSize }
