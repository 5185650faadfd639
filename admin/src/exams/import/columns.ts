/*
 * Which column of a roster file is what. Files come from every system there is: columns are known by the
 * names that these give them, and where there are none by what is in them.
 */

export const columnRoles = [
  'studentNumber',
  'studentName',
  'lastName',
  'firstName',
  'email',
  'room',
] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** By column; null for one that is not used. */
export type Mapping = readonly (ColumnRole | null)[];

export interface Layout {
  /** Whether the first line holds the columns' names. */
  readonly headed: boolean;
  readonly mapping: Mapping;
}

/** In English, German, Spanish, French and Arabic, what says most first. */
const names: Readonly<Record<ColumnRole, readonly string[]>> = {
  studentNumber: [
    ...['student number', 'student no', 'student id', 'id number', 'candidate number'],
    ...['matriculation number', 'registration number', 'sis user id', 'sis id'],
    ...['matrikelnummer', 'matrikelnr', 'matrikel', 'matr nr', 'schülernummer'],
    ...['número de alumno', 'número de estudiante', 'matrícula', 'expediente', 'legajo', 'dni'],
    ...["numéro d'étudiant", 'numéro étudiant', 'n° étudiant', 'matricule', 'identifiant'],
    ...['الرقم الجامعي', 'رقم الطالب', 'الرقم الأكاديمي', 'رقم القيد', 'رقم الجلوس'],
    // Last: beside one of the others it is the line's number.
    ...['id', 'number', 'nummer', 'número', 'numéro', 'código', 'الرقم', 'no', 'nr', 'n°'],
  ],
  studentName: [
    ...['name', 'full name', 'student', 'student name', 'display name', 'participant'],
    ...['vollständiger name', 'studierende', 'studierender', 'schüler', 'teilnehmer'],
    ...['nombre', 'nombre completo', 'nombre y apellidos', 'apellidos y nombre', 'alumno'],
    ...['estudiante', 'nom', 'nom complet', 'nom et prénom', 'étudiant', 'élève'],
    ...['الاسم', 'اسم الطالب', 'الاسم الكامل', 'الطالب'],
  ],
  lastName: [
    ...['last name', 'surname', 'family name', 'nachname', 'familienname', 'zuname'],
    ...['apellido', 'apellidos', 'primer apellido', 'nom de famille'],
    ...['اسم العائلة', 'الاسم الأخير', 'اللقب', 'الكنية', 'الشهرة'],
  ],
  firstName: [
    ...['first name', 'given name', 'forename', 'vorname', 'rufname', 'nombre de pila'],
    ...['nombres', 'prénom', 'prénoms', 'الاسم الأول', 'الاسم الشخصي'],
  ],
  email: [
    ...['email', 'e-mail', 'mail', 'email address', 'e-mail address', 'school email'],
    ...['e-mail-adresse', 'mailadresse', 'correo', 'correo electrónico', 'email institucional'],
    ...['courriel', 'adresse e-mail', 'adresse mail', 'adresse électronique', 'adresse courriel'],
    ...['البريد الإلكتروني', 'البريد', 'الإيميل', 'عنوان البريد الإلكتروني'],
  ],
  room: [
    ...['room', 'hall', 'exam room', 'location', 'raum', 'saal', 'hörsaal', 'prüfungsraum'],
    ...['aula', 'sala', 'salón', 'salle', "salle d'examen", 'lieu'],
    ...['القاعة', 'قاعة', 'قاعة الامتحان', 'الغرفة', 'المكان'],
  ],
};

/** Without what differs between two ways to write one name: case, accents, signs. */
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}\u0640]/gu, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

const plainNames = new Map(columnRoles.map((role) => [role, names[role].map(plain)] as const));

/** How a file is laid out, as far as can be told from it. */
export function layoutOf(rows: readonly (readonly string[])[]): Layout {
  const [first = []] = rows;
  const named = byNames(first);
  const headed = named.some((role) => role !== null) && !first.some(isEmail);
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  const mapping = headed ? partedNames(named) : byContent(rows, width);
  return { headed, mapping: Array.from({ length: width }, (_, column) => mapping[column] ?? null) };
}

/** The same with one column changed: what it is now, no other one is any more. */
export function withRole(mapping: Mapping, column: number, role: ColumnRole | null): Mapping {
  return mapping.map((now, index) => {
    if (index === column) return role;
    return role !== null && now === role ? null : now;
  });
}

/** Whether all that a roster needs has a column. */
export const isComplete = (mapping: Mapping): boolean =>
  mapping.includes('studentNumber') &&
  ['studentName', 'lastName', 'firstName'].some((role) => mapping.some((one) => one === role));

/** Of several columns that could be one thing, the one whose name says it best is it. */
function byNames(header: readonly string[]): Mapping {
  const cells = header.map(plain);
  const mapping: (ColumnRole | null)[] = cells.map(() => null);
  for (const [role, known] of plainNames) {
    const best = known.find((name) => cells.includes(name));
    if (best !== undefined) mapping[cells.indexOf(best)] = role;
  }
  return mapping;
}

/** "Name" beside "Vorname", or "Nombre" beside "Apellidos", is only the other half. */
function partedNames(mapping: Mapping): Mapping {
  const rest = mapping.includes('firstName')
    ? 'lastName'
    : mapping.includes('lastName')
      ? 'firstName'
      : null;
  if (rest === null || mapping.includes(rest)) return mapping;
  return mapping.map((role) => (role === 'studentName' ? rest : role));
}

const isEmail = (cell: string): boolean => /^\S+@\S+\.\S+$/.test(cell.trim());

/** E-mail addresses have their sign, numbers a digit and no space; the first other one is the name. */
function byContent(rows: readonly (readonly string[])[], width: number): Mapping {
  const mapping: (ColumnRole | null)[] = Array.from({ length: width }, () => null);
  const columns = mapping.map((_, column) => rows.map((cells) => cells[column] ?? ''));
  const take = (role: ColumnRole, fits: (cell: string) => boolean): void => {
    const column = columns.findIndex(
      (cells, index) =>
        mapping[index] === null &&
        cells.filter((cell) => cell.trim() !== '' && fits(cell)).length > cells.length / 2,
    );
    if (column !== -1) mapping[column] = role;
  };
  take('email', isEmail);
  take('studentNumber', (cell) => /^\S*\d\S*$/.test(cell.trim()));
  take('studentName', (cell) => /\p{L}\p{M}*\p{L}/u.test(cell));
  return mapping;
}
