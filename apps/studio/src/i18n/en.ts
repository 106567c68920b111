import { byArea, type Catalogue } from "./catalogue.ts"

const files = import.meta.glob<Catalogue>("./en/{common,nav,failures,account}.json", { eager: true, import: "default" })
/** What visitors read, and what every page may say. */
export default byArea(files)
