import { byArea, type Catalogue, typesetAll } from "./catalogue.ts"

const files = import.meta.glob<Catalogue>(["./fr/*.json", "!./fr/{common,nav,failures,account}.json"], {
  eager: true,
  import: "default",
})
/** What only people who are signed in read. */
export default typesetAll(byArea(files))
