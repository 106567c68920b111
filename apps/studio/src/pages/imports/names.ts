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
  pictures: "pictures",
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
export function formatName(name: string): string {
  return WRITTEN[name] ?? name.toUpperCase()
}
