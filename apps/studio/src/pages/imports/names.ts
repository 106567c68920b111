import { useT } from "../../i18n/useT.ts"

/** Formats as people write them, where that is not their name in capitals. */
const WRITTEN: Readonly<Record<string, string>> = {
  coco: "COCO",
  "coco-results": "COCO results",
  "coco-text": "COCO-Text",
  createml: "CreateML",
  csv: "CSV",
  cvat: "CVAT",
  darknet: "Darknet",
  datumaro: "Datumaro",
  eaf: "ELAN",
  funsd: "FUNSD",
  hocr: "hOCR",
  huggingface: "Hugging Face",
  icdar: "ICDAR",
  jsonl: "JSON lines",
  justesse: "Justesse",
  "label-studio": "Label Studio",
  labelme: "LabelMe",
  mmocr: "MMOCR",
  openimages: "Open Images",
  paddleocr: "PaddleOCR",
  page: "PAGE XML",
  parquet: "Parquet",
  sroie: "SROIE",
  srt: "SRT",
  supervisely: "Supervisely",
  textgrid: "TextGrid",
  via: "VIA",
  voc: "Pascal VOC",
  vtt: "WebVTT",
  yolo: "YOLO",
  "yolo-obb": "YOLO-OBB",
}

/** A format's name for people. */
export function useFormatName(): (name: string) => string {
  const t = useT("imports")
  return (name) => (name === "pictures" ? t("step.as.pictures") : (WRITTEN[name] ?? name.toUpperCase()))
}

/** A file's name without its folders; a page of a document keeps its document. */
export function shortName(name: string): string {
  return /[^/]+\.(pdf|tiff?)\/\d+\.png$/i.exec(name)?.[0] ?? name.split("/").at(-1) ?? name
}
