import type { Label } from "@justesse/types"
import type { AssetTile } from "@justesse/types/wire/asset"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"

interface Props {
  readonly tile: AssetTile | undefined
  readonly labels: readonly Label[]
  readonly kind: "boxes" | "transcription"
}

/** The first of one's own pictures, or a drawn one, with the colours of part 3. */
export function Example({ tile, labels, kind }: Props) {
  const t = useT("wizard")
  if (tile?.size) return <img className={`pic ${measures.wholePicture}`} src={tile.thumbnail} alt={tile.name} />
  return kind === "transcription" ? (
    <Receipt labels={labels} name={t("exampleDrawn")} />
  ) : (
    <Street labels={labels} name={t("exampleDrawn")} />
  )
}

function boxAt(labels: readonly Label[], index: number): string {
  return labels[index]?.color ?? "none"
}

function Street({ labels, name }: { readonly labels: readonly Label[]; readonly name: string }) {
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#b9c7d1" d="M0 0h320v150H0z" />
      <path fill="#8d8577" d="M0 150h320v90H0z" />
      <path fill="#a3907c" d="M20 60h70v90H20zM230 40h70v110h-70z" />
      <path fill="#b5453a" d="M40 130h104v36H40zM58 110h62v22H58z" />
      <circle cx="64" cy="168" r="12" fill="#2a2b2d" />
      <circle cx="122" cy="168" r="12" fill="#2a2b2d" />
      <circle cx="186" cy="112" r="9" fill="#caa27f" />
      <path fill="#3d6b8f" d="M176 122h20v40h-20zM178 162h7v26h-7zM188 162h7v26h-7z" />
      <path fill="#f0e442" d="M228 84h44v26h-44zM247 110h5v62h-5z" />
      <g fill="none" strokeWidth="2">
        <path stroke={boxAt(labels, 0)} d="M37 107h110v76H37z" />
        <path stroke={boxAt(labels, 1)} d="M173 100h27v91h-27z" />
        <path stroke={boxAt(labels, 2)} d="M225 81h50v32h-50z" />
      </g>
    </svg>
  )
}

function Receipt({ labels, name }: { readonly labels: readonly Label[]; readonly name: string }) {
  const lines = ["12 RUE DES ALIZES", "RIZ BRISE 5KG  4 250", "LAIT 1L  x2   1 900", "HUILE 1,5L    2 750"]
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#4b4741" d="M0 0h320v240H0z" />
      <path fill="#f3efe4" d="M60 10h200v230H60z" />
      <g fontFamily="monospace" fontSize="14" fill="#33302c">
        {lines.map((line, index) => (
          <text key={line} x="76" y={50 + index * 34}>
            {line}
          </text>
        ))}
        <text x="76" y="204" fontWeight="700" fontSize="18">
          TOTAL 8 900
        </text>
      </g>
      <g fill="none" strokeWidth="2">
        {lines.map((line, index) => (
          <path key={line} stroke={boxAt(labels, 0)} d={`M72 ${34 + index * 34}h176v22H72z`} />
        ))}
        <path stroke={boxAt(labels, 1)} d="M72 184h176v28H72z" />
      </g>
    </svg>
  )
}
