import type { ExportFormat } from "@justesse/types/wire/dataset"

/** What formats are called by those who use them: proper names, the same in every language. */
export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  justesse: "Justesse",
  coco: "COCO",
  "coco-results": "COCO results",
  yolo: "YOLO",
  "yolo-obb": "YOLO-OBB",
  darknet: "Darknet",
  voc: "Pascal VOC",
  cvat: "CVAT",
  "label-studio": "Label Studio",
  labelme: "LabelMe",
  via: "VIA",
  datumaro: "Datumaro",
  openimages: "Open Images",
  createml: "CreateML",
  supervisely: "Supervisely",
  icdar: "ICDAR",
  paddleocr: "PaddleOCR",
  funsd: "FUNSD",
  page: "PAGE XML",
  alto: "ALTO",
  hocr: "hOCR",
  "coco-text": "COCO-Text",
  huggingface: "Hugging Face",
  parquet: "Parquet",
  jsonl: "JSONL",
  csv: "CSV",
  form: "CSV (form)",
  comparisons: "CSV, order and pairs",
  vtt: "WebVTT",
  srt: "SRT",
  textgrid: "TextGrid",
  eaf: "ELAN",
  mmocr: "MMOCR",
}

/** The forms that most people take, side by side; the others are in a list. */
export const FIRST_FORMATS: readonly ExportFormat[] = ["justesse", "coco", "yolo", "voc", "csv"]
