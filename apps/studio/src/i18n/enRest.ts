import { byArea, type Catalogue } from "./catalogue.ts"

const files = import.meta.glob<Catalogue>(["./en/*.json", "!./en/{common,nav,failures,account}.json"], {
  eager: true,
  import: "default",
})
/** What only people who are signed in read. */
export default byArea(files)
