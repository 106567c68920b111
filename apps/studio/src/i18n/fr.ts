import { byArea, type Catalogue, typesetAll } from "./catalogue.ts"

const files = import.meta.glob<Catalogue>("./fr/{common,nav,failures,account}.json", { eager: true, import: "default" })
/** What visitors read, and what every page may say. */
export default typesetAll(byArea(files))
