import { useT } from "../../../i18n/useT.ts"
import type { DrawnExample, KindInWizard, OwnPicture } from "./contract.ts"
import { colorAt, templateLabel } from "./label.ts"
import { Backdrop, Small } from "./small.tsx"

const GRADES = [
  ["very good", "très bien"],
  ["good", "bien"],
  ["middling", "moyen"],
  ["poor", "faible"],
  ["very poor", "très faible"],
] as const

/** Grades of pictures, as people see them. */
export const rating: KindInWizard = {
  templates: {
    rating: {
      // A grade's id is its number: files and figures go by it.
      labels: GRADES.map(([en, fr], at) => {
        const grade = String(GRADES.length - at)
        return { ...templateLabel(at, en, fr), id: grade as ReturnType<typeof templateLabel>["id"], key: grade }
      }),
      guideline: {
        en: "# How to rate\n\n## 1.1 All of it\n\nJudge what is before you, not what you know of it from elsewhere.\n\n## 1.2 The whole scale\n\nUse all five grades: the best one is for the best of what comes here.\n\n## 1.3 An opinion\n\nThere is no right answer, and nobody can reject yours.\n",
        fr: "# Comment noter\n\n## 1.1 L’ensemble\n\nJugez ce que vous avez devant vous, pas ce que vous en savez par ailleurs.\n\n## 1.2 Toute l’échelle\n\nServez-vous des cinq notes\u202f: la meilleure va à ce qui passe ici de mieux.\n\n## 1.3 Une opinion\n\nIl n’y a pas de bonne réponse, et personne ne peut rejeter la vôtre.\n",
      },
      answers: {
        of: "whole",
        several: false,
        question: { en: "How good is it?", fr: "Qu’en pensez-vous\u202f?" },
      },
    },
  },
  tiles: [{ template: "rating", Small: SmallRating, seconds: 5 }],
  Example: Rated,
}

function SmallRating({ own }: OwnPicture) {
  const t = useT("wizard")
  return (
    <Small>
      <Backdrop own={own} piece="0 40 640 320" />
      <path fill="var(--panel)" d="M0 50h224v62H0z" />
      <g fontFamily="var(--font)" fontSize="12">
        {[1, 2, 3, 4, 5].map((grade) => (
          <g key={grade} transform={`translate(${32 + (grade - 1) * 40} 71)`}>
            <circle
              r="13"
              fill={grade === 4 ? "var(--accent)" : "var(--panel)"}
              stroke={grade === 4 ? "var(--accent)" : "var(--control)"}
            />
            <text
              y="4.500"
              textAnchor="middle"
              fontWeight="600"
              fill={grade === 4 ? "var(--on-accent)" : "var(--text)"}
            >
              {grade}
            </text>
          </g>
        ))}
        <text x="19" y="103" fontSize="11" fill="var(--dim)">
          {t("small.poor")}
        </text>
        <text x="205" y="103" fontSize="11" fill="var(--dim)" textAnchor="end">
          {t("small.good")}
        </text>
      </g>
    </Small>
  )
}

function Rated({ labels, name }: DrawnExample) {
  const grades = labels.slice(0, 5)
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#efe3cf" d="M0 0h210v240H0z" />
      <ellipse cx="105" cy="150" rx="84" ry="52" fill="#fff" />
      <ellipse cx="105" cy="146" rx="58" ry="32" fill="#c96f3b" />
      <circle cx="88" cy="138" r="12" fill="#6d8f3f" />
      <circle cx="120" cy="150" r="10" fill="#f0d26b" />
      <path fill="#fff" d="M210 0h110v240H210z" />
      <g fontFamily="sans-serif" fontSize="12" fontWeight="700" fill="#23272b">
        {grades.map((label, index) => (
          <g key={label.id}>
            <rect x="218" y={16 + index * 30} width="20" height="20" rx="4" fill={colorAt(labels, index)} />
            <text x="224" y={30 + index * 30}>
              {label.key}
            </text>
            <path fill="#c9ced3" d={`M246 ${23 + index * 30}h${56 - index * 6}v6h-${56 - index * 6}z`} />
          </g>
        ))}
      </g>
    </svg>
  )
}
