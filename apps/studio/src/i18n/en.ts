import type { Catalogue } from "./catalogue.ts"
import { byArea } from "./catalogue.ts"

const files = import.meta.glob<Catalogue>("./en/*.json", { eager: true, import: "default" })
export default byArea(files)
