import { KINDS } from "@justesse/types/kinds/list"
import { useT } from "../../../i18n/useT.ts"
import type { DrawnExample, KindInWizard, OwnPicture } from "./contract.ts"
import { colorAt } from "./label.ts"
import { Backdrop, Framed, Keys, Small } from "./small.tsx"

/** Whether what was drawn or proposed is right. */
export const verification: KindInWizard = {
  templates: {
    checking: {
      labels: KINDS.verification.verdicts ?? [],
      guideline: {
        en: "# How to check\n\n## 1.1 Right\n\nThe label is true, and no edge is clearly off.\n\n## 1.2 Fix\n\nIt is there, but an edge, the label or the text is not right: say what it should be.\n\n## 1.3 Wrong\n\nThere is no such thing at this place. The reason helps whoever drew it.\n\n## 1.4 Cannot tell\n\nOnly where the picture does not show it: too dark, too small, cut off.\n",
        fr: "# Comment vérifier\n\n## 1.1 Juste\n\nL’étiquette est vraie, et aucun bord n’est nettement à côté.\n\n## 1.2 À corriger\n\nLa chose est là, mais un bord, l’étiquette ou le texte n’est pas juste\u202f: dites ce qu’il faut.\n\n## 1.3 Faux\n\nIl n’y a rien de tel à cet endroit. La raison aide qui l’a tracée.\n\n## 1.4 Impossible à dire\n\nSeulement quand l’image ne le montre pas\u202f: trop sombre, trop petit, coupé.\n",
      },
      answers: { of: "whole", several: false, subjects: [] },
    },
  },
  tiles: [{ template: "checking", Small: SmallCheck, seconds: 3 }],
  Example: Checked,
}

function SmallCheck({ own }: OwnPicture) {
  const t = useT("wizard")
  const answers = [
    { name: "Y", says: t("small.right") },
    { name: "E", says: t("small.fix") },
    { name: "N", says: t("small.wrong") },
  ]
  return (
    <Small>
      <Backdrop own={own} piece="150 160 220 165">
        <Framed d="M169 178h156v106h-156z" color="#e69f00" dashed />
      </Backdrop>
      <Keys answers={answers} />
    </Small>
  )
}

function Checked({ labels, name }: DrawnExample) {
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#b9c7c2" d="M0 0h210v240H0z" />
      <path fill="#8a6a45" d="M52 104h108v76H52z" />
      <path fill="#b98b58" d="M58 110h96v14H58zm0 22h96v14H58zm0 22h96v14H58z" />
      <g fill="#b0372e">
        <circle cx="72" cy="96" r="14" />
        <circle cx="98" cy="94" r="14" />
        <circle cx="124" cy="96" r="14" />
        <circle cx="146" cy="98" r="12" />
      </g>
      <path fill="#141517" fillOpacity=".4" fillRule="evenodd" d="M0 0h210v240H0zM46 78v108h120V78z" />
      <path fill="none" stroke="#141517" strokeWidth="3" d="M46 78h120v108H46z" />
      <path fill="none" stroke="#e69f00" strokeWidth="2" strokeDasharray="6 6" d="M46 78h120v108H46z" />
      <path fill="#fff" d="M210 0h110v240H210z" />
      <g fontFamily="sans-serif" fontSize="12" fontWeight="700" fill="#23272b">
        {labels.slice(0, 4).map((label, index) => (
          <g key={label.id}>
            <rect x="218" y={18 + index * 38} width="94" height="30" rx="4" fill="none" stroke="#c9ced3" />
            <rect x="224" y={24 + index * 38} width="4" height="18" fill={colorAt(labels, index)} />
            <path fill="#c9ced3" d={`M236 ${30 + index * 38}h${50 - index * 6}v6h-${50 - index * 6}z`} />
            <text x="296" y={37 + index * 38}>
              {(label.key ?? "").toUpperCase()}
            </text>
          </g>
        ))}
      </g>
    </svg>
  )
}
