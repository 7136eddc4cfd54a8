//! Names of people as a practice in North America has them. The same number always gives the same name.

/// A name and how its owner writes it in an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub first: String,
    pub last: String,
    /// `zoe.nunez`
    pub mailbox: String,
}

const FIRSTS: &str = "Aaliyah Adaeze Agnieszka Aiden Alejandra Amara Amit Ana Anders André Anh Anjali Anne-Marie Antonio Aoife Arjun Asha
    Astrid Ayumi Babajide Beatriz Benjamin Björn Brigid Callum Camila Carlos Caroline Chiara Chloé Clémence Connor Danielle Darnell
    Deborah Diego Ebony Efua Elif Élodie Emeka Emily Esther Fatima Fernanda François Gabriela Grace Guadalupe Hana Hannah Helen Héctor
    Imani Ines Isaac Jamal Jasmine Jean-Luc Joaquín Jonas Kateryna Keisha Kenji Kofi Laura Léa Liam Lourdes Lucía Małgorzata Marcus
    Margaret Matteo Mateo Minh Naomi Ngozi Nikhil Nuria Olumide Patrick Priya Rajesh Rebecca Renée Ruth Sade Samantha Sofía Søren
    Tamika Tomás Uchenna William Xiomara";

/// A hyphen here stands for a space.
const LASTS: &str = "Abernathy Achebe Adeyemi Aguilar Álvarez Andersen Armstrong Ávila Bailey Banerjee Begum Bergström Bianchi Blackwood
    Bonnet Brennan Brooks Campbell Carter Castañeda Chandra Chen Chukwu Çelik Cohen Coleman Contreras D’Angelo Dąbrowski Davies
    De-la-Cruz Desai Diallo Díaz Doherty Dubois Edwards Eriksen Espinoza Evans Fernández Fischer Fitzgerald Fontaine Foster Fujimoto
    García Goldberg Gonçalves Graham Greene Gupta Gutiérrez Hall Hansen Hashimoto Hernández Hoang Holloway Hughes Ibrahim Iyer Jackson
    Jankowski Jensen Jiménez Johnson Kamara Kaplan Kaur Kelly Kim Kovács Kowalczyk Kumar Lam Larsen Lefèvre Lewis López MacDonald Mahmoud
    Marchetti Martínez Mbeki Mensah Meyer Mitchell Moreau Moreno Müller Murphy Nakamura Nasser Ndiaye Nowak Núñez O’Brien O’Sullivan
    Oduya Olsen Ortiz Owusu Park Patel Peña Pereira Pham Quiñones Ramírez Reid Reyes Robinson Rosenthal Rossi Sánchez Santos Schäfer
    Schmidt Sharma Silva Singh Sørensen Stewart Suzuki Takahashi Tanaka Thompson Torres";

/// Names kept in the script of home: the first and the last ones go together.
const HOMES: [(&str, &str); 4] = [
    (
        "أحمد|ahmad ليلى|layla يوسف|yusuf مريم|maryam عمر|omar سلمى|salma خالد|khaled هدى|huda طارق|tarek رانيا|rania سامي|sami دينا|dina",
        "الخطيب|alkhatib منصور|mansour حداد|haddad الشامي|alshami درويش|darwish نصار|nassar البغدادي|albaghdadi سالم|salem عثمان|othman قاسم|qasim العلي|alali زيدان|zidan",
    ),
    (
        "אורי|uri תמר|tamar יעל|yael דניאל|daniel שירה|shira איתן|eitan רבקה|rivka משה|moshe מיכל|michal אבנר|avner נעמי|naomi גיל|gil",
        "לוי|levi כהן|kohen מזרחי|mizrahi פרץ|peretz ביטון|biton אברהם|avraham שפירא|shapira דהן|dahan רוזן|rosen אזולאי|azoulay גולן|golan שגב|segev",
    ),
    (
        "Олена|olena Тарас|taras Наталія|nataliia Богдан|bohdan Ірина|iryna Андрій|andrii Оксана|oksana Юрій|yurii Марія|mariia Петро|petro Дарина|daryna Ігор|ihor",
        "Шевченко|shevchenko Коваленко|kovalenko Бондар|bondar Ткачук|tkachuk Кравець|kravets Мельник|melnyk Гончар|honchar Лисенко|lysenko Савчук|savchuk Поліщук|polishchuk Руденко|rudenko Мороз|moroz",
    ),
    (
        "美玲|meiling 志明|zhiming 佳怡|jiayi 俊杰|junjie 雅婷|yating 伟|wei 淑芬|shufen 建国|jianguo 欣怡|xinyi 浩然|haoran 丽华|lihua 子轩|zixuan",
        "王|wang 李|li 张|zhang 陈|chen 林|lin 黄|huang 吴|wu 周|zhou 徐|xu 孙|sun 郭|guo 何|he",
    ),
];

/// One in so many keeps the script of home.
const RARE: usize = 40;

/// Prime, and no factor of the number of pairs: counting by it meets every pair before one comes again.
const STRIDE: usize = 7919;

/// The lists, taken apart once.
pub struct Names {
    firsts: Vec<&'static str>,
    lasts: Vec<&'static str>,
    homes: Vec<[Vec<(&'static str, &'static str)>; 2]>,
}

impl Names {
    pub fn new() -> Self {
        let words = |list: &'static str| list.split_whitespace();
        let slugged = |list| words(list).filter_map(|w| w.split_once('|')).collect();
        Names {
            firsts: words(FIRSTS).collect(),
            lasts: words(LASTS).collect(),
            homes: HOMES.iter().map(|(firsts, lasts)| [slugged(firsts), slugged(lasts)]).collect(),
        }
    }

    /// The `n`th name; no two of the first ten thousand are alike.
    pub fn nth(&self, n: usize) -> Name {
        if n % RARE == 7 { self.of_home(n / RARE) } else { self.of_here(n) }
    }

    /// The name of the `n`th client. When all pairs are used up, families join theirs.
    pub fn client(&self, n: usize) -> Name {
        let pairs = self.firsts.len() * self.lasts.len();
        let name = self.nth(n % pairs);
        let round = n / pairs;
        if round == 0 || n % RARE == 7 || name.last.contains(' ') {
            return name;
        }
        let other = self.lasts[(n + round * 37) % self.lasts.len()].replace('-', " ");
        let mailbox = format!("{}-{}", name.mailbox, plain(&other).replace(' ', ""));
        Name { last: format!("{}-{other}", name.last), mailbox, ..name }
    }

    fn of_here(&self, n: usize) -> Name {
        let pairs = self.firsts.len() * self.lasts.len();
        let pair = n * STRIDE % pairs;
        let (first, last) = (self.firsts[pair % self.firsts.len()], self.lasts[pair / self.firsts.len()].replace('-', " "));
        // When all pairs are used up, people tell each other apart by an initial.
        match n / pairs {
            0 => Name { first: first.into(), mailbox: format!("{}.{}", plain(first), plain(&last)), last },
            round => {
                let initial = char::from(b'A' + ((round - 1) % 26) as u8);
                let mailbox = format!("{}.{}.{}", plain(first), initial.to_ascii_lowercase(), plain(&last));
                Name { first: format!("{first} {initial}."), last, mailbox }
            }
        }
    }

    fn of_home(&self, n: usize) -> Name {
        let [firsts, lasts] = &self.homes[n % self.homes.len()];
        let n = n / self.homes.len();
        let (first, last) = (firsts[n % firsts.len()], lasts[(n + n / firsts.len()) % lasts.len()]);
        Name { first: first.0.into(), last: last.0.into(), mailbox: format!("{}.{}", first.1, last.1) }
    }
}

/// What people of that name are called by those who know them.
pub fn called(first: &str) -> Option<&'static str> {
    const SHORT: &str =
        "Alejandra:Ale Amit:Ami Anh:Annie Anne-Marie:Annie Antonio:Toni Beatriz:Bea Benjamin:Ben Carlos:Charlie Caroline:Caro
        Danielle:Dani Deborah:Debbie Emily:Em Fernanda:Fer Gabriela:Gabi Guadalupe:Lupe Hannah:Hanni Isaac:Ike Jasmine:Jas Jean-Luc:Luc
        Joaquín:Quino Kateryna:Katya Laura:Lau Lucía:Lu Małgorzata:Gosia Marcus:Marc Margaret:Maggie Matteo:Teo Mateo:Teo Nikhil:Nik
        Olumide:Olu Patrick:Pat Rajesh:Raj Rebecca:Becca Samantha:Sam Tamika:Tam Tomás:Tom Uchenna:Uche William:Bill Xiomara:Xio";
    SHORT.split_whitespace().filter_map(|pair| pair.split_once(':')).find(|(long, _)| *long == first).map(|(_, short)| short)
}

/// How a name is written where only the letters of English are at hand.
fn plain(name: &str) -> String {
    const PLAIN: [(&str, &str); 15] = [
        ("áàâãäåāą", "a"),
        ("çćč", "c"),
        ("éèêëę", "e"),
        ("íìîï", "i"),
        ("ñńň", "n"),
        ("óòôõöőø", "o"),
        ("úùûüű", "u"),
        ("ýÿ", "y"),
        ("ł", "l"),
        ("śš", "s"),
        ("źżž", "z"),
        ("đð", "d"),
        ("þ", "th"),
        ("ß", "ss"),
        ("æ", "ae"),
    ];
    let letter = |c: char| match PLAIN.iter().find(|(these, _)| these.contains(c)) {
        Some((_, plain)) => (*plain).to_string(),
        None => c.to_string(),
    };
    name.to_lowercase().chars().map(letter).filter(|l| l.is_ascii() && l.chars().all(|c| c.is_alphanumeric() || c == '-')).collect()
}

/// Numbers that look like chance and are the same each time (splitmix64, Steele and others 2014).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    /// From 0 up to, not including, `sides`.
    pub fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.unsigned_abs().max(1)) as i64
    }

    pub fn one_in(&mut self, sides: i64) -> bool {
        self.roll(sides) == 0
    }
}
