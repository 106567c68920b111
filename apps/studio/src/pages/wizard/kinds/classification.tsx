import { useT } from "../../../i18n/useT.ts"
import leaf from "../pictures/leaf.webp"
import type { DrawnExample, KindInWizard, OwnPicture } from "./contract.ts"
import { colorAt, templateLabel } from "./label.ts"
import { Backdrop, Keys, Small } from "./small.tsx"

/** Classes of pictures, one of which each picture is. */
export const classification: KindInWizard = {
  templates: {
    sorting: {
      labels: [
        templateLabel(0, "indoors", "à l’intérieur"),
        templateLabel(1, "street", "rue"),
        templateLabel(2, "nature", "nature"),
        { ...templateLabel(3, "cannot tell", "impossible à dire"), key: "u" },
      ],
      guideline: {
        en: "# How to sort\n\n## 1.1 The one that is meant\n\nWhere there are several things in it, take what it is mainly about.\n\n## 1.2 None of these\n\nThat it is of none of the classes is an answer too: press 0.\n\n## 1.3 Cannot tell\n\nOnly where it cannot be known from what you have: too dark, too quiet, cut off.\n",
        fr: "# Comment trier\n\n## 1.1 Celle qui est visée\n\nQuand il y a plusieurs choses, prenez celle dont il s’agit surtout.\n\n## 1.2 Aucune de celles-ci\n\nN’être d’aucune des étiquettes est aussi une réponse\u202f: touche 0.\n\n## 1.3 Impossible à dire\n\nSeulement quand rien ne permet de le savoir\u202f: trop sombre, trop faible, coupé.\n",
      },
      answers: {
        of: "whole",
        several: false,
        question: { en: "Which of these is it?", fr: "Laquelle est-ce\u202f?" },
      },
    },
  },
  tiles: [{ template: "sorting", Small: SmallSorting, seconds: 3 }],
  Example: Sorted,
}

function SmallSorting({ own }: OwnPicture) {
  const t = useT("wizard")
  const answers = ["spots", "rust", "fine"].map((says, at) => ({ name: String(at + 1), says: t(`small.${says}`) }))
  return (
    <Small>
      <Backdrop own={own} drawn={leaf} size={[640, 427]} piece="60 60 520 260" />
      <Keys answers={answers} />
    </Small>
  )
}

function Sorted({ labels, name }: DrawnExample) {
  const rows = labels.slice(0, 3)
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#b9d4e3" d="M0 0h210v150H0z" />
      <path fill="#7c9a5d" d="M0 130q60-46 110-14t100-16v140H0z" />
      <path fill="#5b7a45" d="M0 176q80-30 210 4v60H0z" />
      <path fill="#6b4f38" d="M58 112h10v62H58z" />
      <circle cx="63" cy="94" r="32" fill="#47693a" />
      <circle cx="160" cy="42" r="18" fill="#f4df9a" />
      <path fill="#fff" d="M210 0h110v240H210z" />
      <g fontFamily="sans-serif" fontSize="12" fill="#23272b">
        {rows.map((label, index) => (
          <g key={label.id}>
            <rect x="218" y={20 + index * 34} width="20" height="20" rx="4" fill={colorAt(labels, index)} />
            <text x="224" y={34 + index * 34} fontWeight="700">
              {index + 1}
            </text>
            <path fill="#c9ced3" d={`M246 ${27 + index * 34}h${index === 1 ? 44 : 60}v6h-${index === 1 ? 44 : 60}z`} />
          </g>
        ))}
      </g>
      <path fill="none" stroke={colorAt(labels, 2)} strokeWidth="2" d="M212 82h104v32H212z" />
    </svg>
  )
}
