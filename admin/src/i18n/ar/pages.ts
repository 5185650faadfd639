/** Words of the pages around the wall. The same keys in every language. */
export const pages = {
  titled: '{title} – Invigil',
  opening: 'يجري فتح الصفحة',
  header: { home: 'Invigil، جميع الامتحانات' },
  menu: {
    about: '{name}: الحساب واللغة والمظهر',
    appearance: 'المظهر',
    system: 'كما في النظام',
    light: 'فاتح',
    dark: 'داكن',
    signOut: 'تسجيل الخروج',
    stillSignedIn: 'ما زلت مسجّل الدخول. {sentence}',
    languageNotLoaded: 'تعذّر تحميل هذه اللغة. يُرجى التحقق من الشبكة واختيارها من جديد.',
  },
  login: {
    title: 'تسجيل الدخول',
    purpose: 'سجّل الدخول لمراقبة امتحان.',
    name: 'الاسم',
    password: 'كلمة المرور',
    submit: 'تسجيل الدخول',
    busy: 'يجري تسجيل الدخول',
    incomplete: 'يُرجى إدخال اسمك وكلمة المرور.',
    unreachable:
      'تعذّر الوصول إلى الخادم. يُرجى التحقق من الشبكة وتسجيل الدخول من جديد. لا يتوقف امتحان الطلاب على ذلك.',
    why: {
      ended: 'انتهت جلستك. يُرجى تسجيل الدخول لتعود إلى حيث كنت.',
      signed_out: 'تم تسجيل خروجك.',
      needed: 'يُرجى تسجيل الدخول لتُفتح الصفحة التي طلبتها.',
    },
  },
  exams: {
    title: 'الامتحانات',
    loading: 'تجري قراءة الامتحانات',
    empty: 'لا امتحانات بعد',
    emptyText: 'يظهر الامتحان هنا فور إعداده.',
    failed: 'تعذّرت قراءة الامتحانات',
    outdated: 'لا اتصال: هذه القائمة من الساعة {time}. {sentence}',
    here: 'حاضرون: {here} من {invited}',
    open: 'فتح لوحة المراقبة',
  },
  notFound: {
    title: 'لا شيء على هذا العنوان',
    text: 'ربما نُسخ الرابط ناقصًا.',
    allExams: 'جميع الامتحانات',
  },
  problem: {
    title: 'تعذّر الوصول إلى الخادم',
    text: 'لا يمكن عرض شيء قبل أن يجيب. لا يتوقف امتحان الطلاب على هذه الصفحة.',
    trying: 'يُسأل الخادم',
    tried: 'لا جواب في الساعة {time}. تواصل هذه الصفحة المحاولة من تلقاء نفسها.',
  },
} as const;
