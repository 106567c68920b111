import { byArea, type Catalogue, mapTexts, typeset } from "./catalogue.ts"

const files = import.meta.glob<Catalogue>("./fr/*.json", { eager: true, import: "default" })
export default Object.fromEntries(
  Object.entries(byArea(files)).map(([area, catalogue]) => [area, mapTexts(catalogue, typeset)]),
)
