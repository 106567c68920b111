import { KINDS } from "@justesse/types/kinds/list"
import type { Label } from "@justesse/types/ontology"
import { inLanguage } from "@justesse/types/text"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"
import type { DrawnExample, KindInWizard, OwnPicture } from "./contract.ts"
import { Backdrop, Small } from "./small.tsx"

/** Which of two pictures is better, as people see them. */
export const comparison: KindInWizard = {
  templates: {
    comparison: {
      labels: KINDS.comparison.verdicts ?? [],
      guideline: {
        en: "# How to compare\n\n## 1.1 The better one\n\nJudge what the two show here, not what you know of them from elsewhere.\n\n## 1.2 No difference\n\nWhere you would not choose one over the other. It is an answer as good as any.\n\n## 1.3 Neither will do\n\nWhere both are so bad that the better one would not help anybody.\n\n## 1.4 An opinion\n\nThere is no right answer, and nobody can reject yours.\n",
        fr: "# Comment comparer\n\n## 1.1 Le meilleur choix\n\nJugez ce que les deux montrent ici, pas ce que vous en savez par ailleurs.\n\n## 1.2 Aucune différence\n\nQuand vous ne choisiriez pas l’une plutôt que l’autre. Cette réponse vaut toute autre.\n\n## 1.3 Rien ne convient\n\nQuand les deux sont si loin du compte qu’aucun choix n’aiderait personne.\n\n## 1.4 Un avis\n\nIl n’y a pas de bonne réponse, et personne ne peut rejeter la vôtre.\n",
      },
      answers: {
        of: "whole",
        several: false,
        question: { en: "Which one is better?", fr: "Que préférez-vous\u202f?" },
      },
    },
  },
  tiles: [{ template: "comparison", Small: SmallComparison, seconds: 5 }],
  Example: Compared,
  isAlwaysDrawn: true,
  Preview: Keys,
}

function SmallComparison({ own }: OwnPicture) {
  return (
    <Small>
      <Backdrop own={own} piece="0 40 640 320" />
      <path fill="var(--panel)" d="M108 0h8v112h-8z" />
      <path fill="none" stroke="var(--accent)" strokeWidth="4" d="M2 2h104v108H2z" />
      {["M62 56H46m6-6-6 6 6 6", "M162 56h16m-6-6 6 6-6 6"].map((arrow, at) => (
        <g key={arrow}>
          <circle
            cx={at === 0 ? 54 : 170}
            cy="56"
            r="15"
            fill="var(--panel)"
            stroke={at === 0 ? "var(--accent)" : "var(--control)"}
          />
          <path fill="none" stroke="var(--text)" strokeWidth="2" d={arrow} />
        </g>
      ))}
    </Small>
  )
}

/** What each arrow says. */
function Keys({ labels }: { readonly labels: readonly Label[] }) {
  const t = useT("pair")
  const language = useLanguage()
  const nameOf = (id: string) => {
    const label = labels.find((one) => one.id === id)
    return label ? inLanguage(label.name, language) : ""
  }
  const said = [
    ["←", t("left")],
    ["→", t("right")],
    ["↓", nameOf("none")],
    ["↑", nameOf("neither")],
  ]
  return (
    <div className={`inline ${measures.around8}`}>
      {said.map(([key, name]) => (
        <span className="tag" key={key}>
          <kbd>{key}</kbd> {name}
        </span>
      ))}
    </div>
  )
}

function Compared({ name }: DrawnExample) {
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#eceff1" d="M0 0h320v240H0z" />
      <path fill="#8fb5c9" d="M16 40h136v136H16z" />
      <path fill="#5d7f57" d="m16 176 46-62 34 40 22-24 34 46z" />
      <circle cx="120" cy="72" r="14" fill="#f0d26b" />
      <path fill="#7a8a93" d="M168 40h136v136H168z" />
      <path fill="#4e5f4a" d="m168 176 30-38 40 26 30-34 36 46z" />
      <path fill="none" stroke="#0b7285" strokeWidth="4" d="M14 38h140v140H14z" />
      <path fill="none" stroke="#9aa3a9" strokeWidth="2" d="M167 39h138v138H167z" />
      <g fill="#fff" stroke="#9aa3a9">
        <rect x="22" y="46" width="22" height="22" rx="4" />
        <rect x="276" y="46" width="22" height="22" rx="4" />
      </g>
      <g fill="none" stroke="#23272b" strokeWidth="2">
        <path d="M40 57H27m5-5-5 5 5 5" />
        <path d="M280 57h13m-5-5 5 5-5 5" />
      </g>
      <path fill="#c9ced3" d="M60 198h80v10H60zm120 0h80v10h-80z" />
    </svg>
  )
}
