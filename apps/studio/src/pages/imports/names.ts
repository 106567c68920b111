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
  return (name) =>
    name === "pictures" || name === "rows" ? t(`step.as.${name}`) : (WRITTEN[name] ?? name.toUpperCase())
}

const PAGE = /([^/]+\.(?:pdf|tiff?))\/0*(\d+)\.png$/i

/** How people call a file of a set: without its folders, and a page of a document by its number. */
export function useShortName(): (name: string) => string {
  const t = useT("imports")
  return (name) => {
    const [, document, page] = PAGE.exec(name) ?? []
    if (document !== undefined && page !== undefined) return t("pageOf", { document, page })
    return name.split("/").at(-1) ?? name
  }
}
