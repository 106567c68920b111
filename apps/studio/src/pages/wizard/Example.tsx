import type { Label } from "@justesse/types"
import type { AssetTile } from "@justesse/types/wire/asset"
import type { ProjectDraft } from "@justesse/types/wire/project"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { IN_WIZARD } from "./kinds/list.ts"
import { tileOf } from "./templates.ts"

interface Props {
  readonly tile: AssetTile | undefined
  readonly labels: readonly Label[]
  readonly draft: Pick<ProjectDraft, "kind" | "template">
}

/** The first of one's own pictures, or a drawn one, with the colours of part 3. */
export function Example({ tile, labels, draft }: Props) {
  const t = useT("wizard")
  const { Example: own, isAlwaysDrawn } = IN_WIZARD[draft.kind]
  if (tile?.size && !isAlwaysDrawn)
    return <img className={`pic ${measures.wholePicture}`} src={tile.thumbnail} alt={tile.name} />
  const { Example: Drawn = own } = tileOf(draft)
  return <Drawn labels={labels} name={t("exampleDrawn")} />
}
