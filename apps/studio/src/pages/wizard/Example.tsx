import type { Label, ProjectKind } from "@justesse/types"
import type { AssetTile } from "@justesse/types/wire/asset"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { IN_WIZARD } from "./kinds/list.ts"

interface Props {
  readonly tile: AssetTile | undefined
  readonly labels: readonly Label[]
  readonly kind: ProjectKind
}

/** The first of one's own pictures, or a drawn one, with the colours of part 3. */
export function Example({ tile, labels, kind }: Props) {
  const t = useT("wizard")
  const { Example: Drawn, isAlwaysDrawn } = IN_WIZARD[kind]
  if (tile?.size && !isAlwaysDrawn)
    return <img className={`pic ${measures.wholePicture}`} src={tile.thumbnail} alt={tile.name} />
  return <Drawn labels={labels} name={t("exampleDrawn")} />
}
