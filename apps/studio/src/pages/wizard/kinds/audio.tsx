import { SECONDS_PER_SPOKEN_MINUTE } from "@justesse/work/forecast"
import type { DrawnExample, KindInWizard } from "./contract.ts"
import { templateLabel } from "./label.ts"
import { Small } from "./small.tsx"

/** Recordings, and what is said in them. */
export const audio: KindInWizard = {
  templates: {
    speech: {
      labels: [
        templateLabel(0, "speech", "parole", true),
        templateLabel(1, "music", "musique"),
        templateLabel(2, "noise", "bruit"),
      ],
      guideline: {
        en: "# How to write down\n\n## 1.1 First and last sound\n\nA segment begins with the first sound of what is said and ends with the last one. A pause of more than half a second ends it.\n\n## 1.2 As it is said\n\nWrite what is said, with its repetitions and slips, in the usual spelling.\n\n## 1.3 What cannot be heard\n\nWrite what you hear and mark it as unsure; where nothing can be understood leave it empty and mark it as not heard.\n\n## 1.4 Another language\n\nSelect words of another language and mark them as foreign; where all of a segment is in another language, choose that language for it.\n\n## 1.5 No speech\n\nA recording in which nobody speaks is an answer too: press 0.\n",
        fr: "# Comment écrire\n\n## 1.1 Premier et dernier son\n\nUn segment commence au premier son de ce qui est dit et finit au dernier. Un silence de plus d’une demi-seconde le termine.\n\n## 1.2 Comme c’est dit\n\nÉcrivez ce qui est dit, avec les répétitions et les lapsus, dans l’orthographe courante.\n\n## 1.3 Ce qui ne s’entend pas\n\nÉcrivez ce que vous entendez et marquez-le incertain\u202f; si rien ne se comprend, laissez vide et marquez inaudible.\n\n## 1.4 Une autre langue\n\nSélectionnez les mots d’une autre langue et marquez-les comme étrangers\u202f; si tout le segment est dans une autre langue, choisissez-la pour lui.\n\n## 1.5 Silence\n\nUn enregistrement où personne ne parle est aussi une réponse\u202f: touche 0.\n",
      },
      answers: { of: "span", several: true },
    },
  },
  tiles: [{ template: "speech", Small: SmallSound, seconds: SECONDS_PER_SPOKEN_MINUTE }],
  Example: Heard,
}

function SmallSound() {
  return (
    <Small>
      <path fill="#222427" d="M0 0h224v112H0z" />
      {HALVES.map((half, at) => (
        <path
          d={`M${6 + at * 7.4} ${36 - half * 0.8}v${1.6 * half}`}
          key={`${at * 7}`}
          stroke={at > 8 && at < 18 ? "#3bc9db" : "#aeb4ba"}
          strokeLinecap="round"
          strokeWidth="3"
        />
      ))}
      <rect x="68" y="72" width="84" height="13" rx="3" fill="#56b4e9" />
      <rect x="2" y="90" width="58" height="13" rx="3" fill="#e69f00" fillOpacity=".5" stroke="#e69f00" />
      <rect x="140" y="90" width="60" height="13" rx="3" fill="#009e73" fillOpacity=".5" stroke="#009e73" />
      <path stroke="#fff" strokeWidth="1.500" d="M118 4v104" />
    </Small>
  )
}

const HALVES = [
  4, 9, 22, 34, 27, 38, 19, 30, 12, 5, 2, 2, 6, 18, 31, 24, 40, 33, 20, 28, 14, 7, 3, 2, 9, 21, 29, 16, 8, 3,
]

function Heard({ labels, name }: DrawnExample) {
  const color = labels[0]?.color ?? "#e69f00"
  return (
    <svg className="pic" viewBox="0 0 320 240" role="img" aria-label={name}>
      <path fill="#222427" d="M0 0h320v240H0z" />
      <path fill="#3bc9db" fillOpacity=".14" d="M122 10h104v150H122z" />
      {HALVES.map((half, i) => (
        <path
          d={`M${12 + i * 10} ${64 - half}v${2 * half}`}
          key={`${i * 10}`}
          stroke={i > 10 && i < 22 ? "#3bc9db" : "#aeb4ba"}
          strokeLinecap="round"
          strokeWidth="4"
        />
      ))}
      <g fillOpacity=".55" stroke={color}>
        <path fill={color} d="M8 120h94v22H8z" />
        <path fill={color} fillOpacity=".95" d="M122 120h104v22H122z" />
      </g>
      <path fill="#56b4e9" fillOpacity=".5" stroke="#56b4e9" d="M212 146h84v22h-84z" />
      <path stroke="#fff" strokeWidth="2" d="M184 8v160" />
      <path fill="#fff" d="M0 180h320v60H0z" />
      <path fill="#dff1f3" d="M0 204h320v22H0z" />
      <path fill="#8b9196" d="M16 189h30v6H16zM60 189h196v6H60zM16 212h30v6H16zM16 232h30v6H16zM60 232h150v6H60z" />
      <path fill="#23272b" d="M60 212h226v6H60z" />
    </svg>
  )
}
