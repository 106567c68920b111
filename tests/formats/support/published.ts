import type { Model, Rules } from "./contentModels.ts"

/*
 * The order of elements, their required attributes and the look of values as the formats publish them: PAGE
 * (pagecontent.xsd of 2019-07-15), ALTO (alto-4-3.xsd), ELAN (EAFv3.0.xsd), CVAT for images 1.1 (its documentation and what
 * its importer reads without a default), Pascal VOC (the devkit's files). Said in our words: only what our files use.
 */

const whole = /^-?\d+$/
const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i
const leaf: Model = { children: "" }

const REGION_NAMES =
  "Text Image LineDrawing Graphic Table Chart Map Separator Maths Chem Music Advert Noise Unknown Custom"
const REGIONS = `(${REGION_NAMES.split(" ")
  .map((name) => `${name}Region`)
  .join("|")})*`
const REGION_HEAD = "AlternativeImage* Coords UserDefined? Labels* Roles?"
const otherRegion: Model = { children: `${REGION_HEAD} ${REGIONS} Grid?`, required: ["id"] }

/** PAGE XML of 2019-07-15. */
export const PAGE: Rules = {
  top: "PcGts",
  namespace: "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15",
  ids: ["id"],
  refs: ["regionRef"],
  models: {
    ...Object.fromEntries(REGION_NAMES.split(" ").map((name) => [`${name}Region`, otherRegion])),
    PcGts: { children: "Metadata Page" },
    Metadata: { children: "Creator Created LastChange Comments? UserDefined? MetadataItem*" },
    Creator: leaf,
    Created: leaf,
    LastChange: leaf,
    Page: {
      children: `AlternativeImage* Border? PrintSpace? ReadingOrder? Layers? Relations? TextStyle? UserDefined? Labels* ${REGIONS}`,
      required: ["imageFilename", "imageWidth", "imageHeight"],
      values: { imageWidth: whole, imageHeight: whole },
    },
    ReadingOrder: { children: "(OrderedGroup|UnorderedGroup)" },
    OrderedGroup: { children: "UserDefined? Labels* (RegionRefIndexed|OrderedGroupIndexed)*", required: ["id"] },
    RegionRefIndexed: { children: "", required: ["index", "regionRef"], values: { index: whole } },
    TextRegion: { children: `${REGION_HEAD} ${REGIONS} TextLine* TextEquiv* TextStyle?`, required: ["id"] },
    TextLine: {
      children: "AlternativeImage* Coords Baseline? Word* TextEquiv* TextStyle? UserDefined? Labels*",
      required: ["id"],
    },
    Word: { children: "AlternativeImage* Coords Glyph* TextEquiv* TextStyle? UserDefined? Labels*", required: ["id"] },
    Coords: { children: "", required: ["points"], values: { points: /^(\d+,\d+ )+\d+,\d+$/ } },
    TextEquiv: { children: "PlainText? Unicode", values: { index: /^\d+$/ } },
    Unicode: leaf,
    UserDefined: { children: "UserAttribute*" },
    UserAttribute: { children: "", values: { type: /^xsd:(string|integer|boolean|float)$/ } },
  },
}

const BLOCKS = "(TextBlock|Illustration|GraphicalElement|ComposedBlock)*"
const places = { HPOS: number, VPOS: number, WIDTH: number, HEIGHT: number }
const block = (children: string): Model => ({ children, required: ["ID"], values: places })

/** ALTO 4.3. */
export const ALTO: Rules = {
  top: "alto",
  namespace: "http://www.loc.gov/standards/alto/ns-v4#",
  ids: ["ID"],
  refs: ["TAGREFS", "STYLEREFS", "PROCESSINGREFS"],
  models: {
    alto: { children: "Description? Styles? Tags? ReadingOrder? Layout" },
    Description: { children: "MeasurementUnit sourceImageInformation? OCRProcessing* Processing*" },
    MeasurementUnit: leaf,
    sourceImageInformation: { children: "fileName? fileIdentifier* documentIdentifier*" },
    fileName: leaf,
    Tags: { children: "(LayoutTag|StructureTag|RoleTag|NamedEntityTag|OtherTag)*" },
    OtherTag: { children: "XmlData?", required: ["ID", "LABEL"] },
    Layout: { children: "Page+" },
    Page: {
      children: "TopMargin? LeftMargin? RightMargin? BottomMargin? PrintSpace?",
      required: ["ID", "PHYSICAL_IMG_NR"],
      values: { ...places, PHYSICAL_IMG_NR: number },
    },
    PrintSpace: { children: `Shape? ${BLOCKS}`, values: places },
    TextBlock: block("Shape? TextLine*"),
    ComposedBlock: block(`Shape? ${BLOCKS}`),
    Illustration: block("Shape?"),
    GraphicalElement: block("Shape?"),
    TextLine: { children: "Shape? (String SP?)+ HYP?", values: places },
    String: {
      children: "Shape? ALTERNATIVE* Glyph*",
      required: ["CONTENT"],
      values: { ...places, LANG: /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/ },
    },
    SP: leaf,
    HYP: { children: "", required: ["CONTENT"] },
    Shape: { children: "(Polygon|Ellipse|Circle)" },
    Polygon: { children: "", required: ["POINTS"] },
  },
}

/** ELAN 3.0. */
export const ELAN: Rules = {
  top: "ANNOTATION_DOCUMENT",
  namespace: null,
  ids: ["ANNOTATION_ID", "TIME_SLOT_ID"],
  refs: ["TIME_SLOT_REF1", "TIME_SLOT_REF2", "ANNOTATION_REF", "PREVIOUS_ANNOTATION"],
  models: {
    ANNOTATION_DOCUMENT: {
      children:
        "LICENSE* HEADER TIME_ORDER TIER* LINGUISTIC_TYPE* LOCALE* LANGUAGE* CONSTRAINT* CONTROLLED_VOCABULARY* LEXICON_REF* REF_LINK_SET* EXTERNAL_REF*",
      required: ["DATE", "AUTHOR", "VERSION"],
    },
    HEADER: { children: "MEDIA_DESCRIPTOR* LINKED_FILE_DESCRIPTOR* PROPERTY*" },
    MEDIA_DESCRIPTOR: { children: "", required: ["MEDIA_URL", "MIME_TYPE"] },
    PROPERTY: leaf,
    TIME_ORDER: { children: "TIME_SLOT*" },
    TIME_SLOT: { children: "", required: ["TIME_SLOT_ID"], values: { TIME_VALUE: /^\d+$/ } },
    TIER: { children: "ANNOTATION*", required: ["TIER_ID", "LINGUISTIC_TYPE_REF"] },
    ANNOTATION: { children: "(ALIGNABLE_ANNOTATION|REF_ANNOTATION)" },
    ALIGNABLE_ANNOTATION: {
      children: "ANNOTATION_VALUE",
      required: ["ANNOTATION_ID", "TIME_SLOT_REF1", "TIME_SLOT_REF2"],
    },
    REF_ANNOTATION: { children: "ANNOTATION_VALUE", required: ["ANNOTATION_ID", "ANNOTATION_REF"] },
    ANNOTATION_VALUE: leaf,
    LINGUISTIC_TYPE: { children: "", required: ["LINGUISTIC_TYPE_ID"] },
    CONSTRAINT: { children: "", required: ["STEREOTYPE"] },
  },
}

const shape = ["label", "occluded"]

/** CVAT for images 1.1. */
export const CVAT: Rules = {
  top: "annotations",
  namespace: null,
  ids: [],
  refs: [],
  models: {
    annotations: { children: "version meta image*" },
    version: leaf,
    meta: { children: "task" },
    task: { children: "name size mode labels" },
    name: leaf,
    size: leaf,
    mode: leaf,
    labels: { children: "label*" },
    label: { children: "name color type attributes" },
    color: leaf,
    type: leaf,
    attributes: { children: "attribute*" },
    // Of a label's declaration, or of a shape.
    attribute: { children: "(name mutable input_type default_value values)?" },
    mutable: leaf,
    input_type: leaf,
    default_value: leaf,
    values: leaf,
    image: { children: "(box|polygon|tag)*", required: ["id", "name"], values: { width: whole, height: whole } },
    box: {
      children: "attribute*",
      required: [...shape, "xtl", "ytl", "xbr", "ybr"],
      values: {
        xtl: number,
        ytl: number,
        xbr: number,
        ybr: number,
        rotation: number,
        z_order: whole,
        occluded: /^[01]$/,
      },
    },
    polygon: {
      children: "attribute*",
      required: [...shape, "points"],
      values: { points: /^(-?[\d.]+,-?[\d.]+)(;-?[\d.]+,-?[\d.]+)+$/, z_order: whole, occluded: /^[01]$/ },
    },
  },
}

/** Pascal VOC. */
export const VOC: Rules = {
  top: "annotation",
  namespace: null,
  ids: [],
  refs: [],
  models: {
    annotation: { children: "folder? filename source? owner? size? segmented? object*" },
    filename: leaf,
    size: { children: "width height depth" },
    width: leaf,
    height: leaf,
    depth: leaf,
    object: { children: "name pose? (truncated|occluded|difficult)* bndbox" },
    name: leaf,
    truncated: leaf,
    occluded: leaf,
    difficult: leaf,
    bndbox: { children: "xmin ymin xmax ymax" },
    xmin: leaf,
    ymin: leaf,
    xmax: leaf,
    ymax: leaf,
  },
}
