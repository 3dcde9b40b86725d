/**
 * Dictionary of skills: `Canonical: alias, alias`. The canonical name is an alias too, unless the line begins with `!`
 * (an everyday word: only the aliases count in running text). A word that ends in `*` stands for all its endings.
 */
export const skillLines = `
JavaScript: js, java script, ecmascript, джаваскрипт
TypeScript: ts, тайпскрипт
Python: питон, python3
Java: джава
Kotlin: котлин
!Swift: swift, swiftui
Scala
C++: cpp, c plus plus, с++
C#: c sharp, csharp, с#
.NET: dotnet, net core, asp net, net framework
!Go: golang, go lang
PHP: php8, php7
Ruby
Ruby on Rails: rails, ror
!Rust: rust lang, rustlang
Elixir
Erlang
Haskell
Clojure
Perl
Objective-C: objective c, objectivec
Dart
Flutter: флаттер
Lua
MATLAB
Delphi: делфи
Solidity
Bash: shell script*, bash script*
PowerShell
SQL: t sql, tsql, transact sql
PL/SQL: pl sql, plsql
1С: 1c, 1с предприят*, 1c enterprise
1С:Бухгалтерия: 1с бухгалтер*, 1c бухгалтер*
1С:ЗУП: 1с зуп, 1c зуп, зарплата и управление персоналом
ABAP
Assembly: assembler, ассемблер
VBA
React: react js, reactjs, реакт
React Native
Vue.js: vue, vuejs, vue js
Angular: angularjs
Next.js: next js, nextjs
Nuxt: nuxt js, nuxtjs
Svelte
jQuery
Redux
HTML: html5, верстк*
CSS: css3
Sass: scss
Tailwind CSS: tailwind
Webpack
Vite
Node.js: node js, nodejs, nestjs, nest js, express js, expressjs
Django: джанго
Flask
FastAPI: fast api
Spring: spring boot, springboot, spring framework
Hibernate
Laravel
Symfony
Bitrix: битрикс, 1с битрикс, bitrix24, битрикс24
WordPress: вордпресс
GraphQL
REST API: rest, restful, rest apis
gRPC
WebSocket: websockets
Microservices: микросервис*, microservice
RabbitMQ: rabbit mq
Kafka: apache kafka
Redis
PostgreSQL: postgres, postgre sql, постгрес, psql
MySQL: my sql
MariaDB
MongoDB: mongo
Oracle Database: oracle db, oracle sql
MS SQL Server: mssql, ms sql, sql server, microsoft sql server
SQLite
Cassandra
ClickHouse: кликхаус
Elasticsearch: elastic search, opensearch
Snowflake
BigQuery: big query
Redshift
Databricks
Hadoop
Spark: apache spark, pyspark
Airflow: apache airflow
dbt
Flink: apache flink
ETL: elt
Data Warehouse: dwh, data warehous*, хранилищ* данных
Docker: докер
Kubernetes: k8s, кубернетес
Helm
Terraform
Ansible
Puppet
Jenkins
GitLab CI: gitlab ci cd, gitlab
GitHub Actions
CI/CD: ci cd, cicd, continuous integration, continuous delivery
Git: гит
SVN: subversion
Linux: ubuntu, debian, centos, astra linux, линукс
Windows Server: active directory
VMware: vsphere
Nginx
AWS: amazon web services
Azure: microsoft azure
Google Cloud: gcp, google cloud platform
Yandex Cloud: яндекс облак*
Prometheus
Grafana
Zabbix
ELK: elk stack, kibana, logstash
Datadog
Cisco: ccna, ccnp
TCP/IP: tcp ip
Network Administration: сетев* администр*, network administrat*
Information Security: информационн* безопасност*, cybersecurity, cyber security, кибербезопасност*, infosec
Penetration Testing: pentest*, penetration test, пентест*
Machine Learning: ml engineer*, машинн* обучен*
Deep Learning: глубок* обучен*
NLP: natural language processing
Computer Vision: компьютерн* зрен*, opencv
LLM: llms, large language model*, больш* языков* модел*
PyTorch: torch
TensorFlow: tensor flow
scikit-learn: sklearn, scikit learn
Pandas
NumPy
Data Science: data scientist*
Data Analysis: data analy*, анализ данн*, аналитик* данн*
Statistics: статистик*, statistical
A/B Testing: a b test*, ab test*, а б тест*
Power BI: powerbi
Tableau
Looker
Qlik: qlikview, qlik sense
Excel: ms excel, microsoft excel, эксель
Google Sheets: гугл таблиц*, google таблиц*
Google Analytics: ga4
Yandex Metrica: яндекс метрик*, yandex metrika
Yandex Direct: яндекс директ*
Google Ads: google adwords, adwords
SEO: search engine optimi*, поисков* оптимизац*
SMM: social media market*
Content Marketing: контент маркетинг*
Email Marketing: email маркетинг*, email рассылк*
Targeted Advertising: таргетированн* реклам*, таргетолог*
Digital Marketing: интернет маркетинг*, digital маркетинг*
Copywriting: копирайт*, copywriter
Public Relations: связ* с общественност*
Market Research: исследован* рынк*, маркетингов* исследован*
Brand Management: бренд менеджмент*, brand manager
Android: андроид
iOS
Unity: unity3d
Unreal Engine: unreal, ue5, ue4
Blender
3ds Max: 3d max, 3dsmax
Maya
Figma: фигма
Sketch App: bohemian sketch
Photoshop: adobe photoshop, фотошоп
Illustrator: adobe illustrator
InDesign: adobe indesign
After Effects: adobe after effects
Premiere Pro: adobe premiere
CorelDRAW: corel draw, corel
UX/UI Design: ui ux, ux ui, ux design*, ui design*, ux дизайн*, ui дизайн*
Graphic Design: графическ* дизайн*
AutoCAD: auto cad, автокад
Revit
SolidWorks: solid works
КОМПАС-3D: компас 3d, kompas 3d
ArchiCAD: archi cad, архикад
CATIA
BIM
ГРАНД-Смета: гранд смет*
Cost Estimation: сметн* дел*, составлен* смет*, сметчик*
PLC Programming: plc, асу тп
Arduino
Embedded Systems: embedded software, embedded system, embedded c, встраиваем* систем*
RTOS: freertos
FPGA: plis, плис
VHDL: verilog
ROS: ros2
STM32
QA: quality assurance, qa engineer*
Manual Testing: ручн* тестирован*
Test Automation: автоматизац* тестирован*, автотест*, automated testing, test automat*
Selenium
Playwright
Cypress
Postman
JUnit
pytest
JMeter
Load Testing: нагрузочн* тестирован*, performance testing
Jira: джира
Confluence
Agile: аджайл, agile methodolog*
Scrum: скрам, scrum master*
Kanban: канбан
Project Management: управлен* проект*, project manager, pmp, проектн* менеджмент*
Product Management: product manager, управлен* продукт*
Business Analysis: бизнес анализ*, business analyst*, бизнес аналитик*
System Analysis: системн* анализ*, системн* аналитик*
BPMN
UML
Requirements Analysis: сбор требован*, анализ требован*, requirements gathering
SAP: sap erp, sap s 4hana, s 4hana
Salesforce
HubSpot
CRM: crm систем*, amocrm, амосрм
ERP: erp систем*
ServiceNow
Workday HCM: workday
NetSuite
QuickBooks
Accounting: бухгалтерск* учет*, ведение бухгалтери*, bookkeeping, accountant*, бухгалтер*
Financial Accounting: финансов* учет*
Tax Accounting: налогов* учет*, налогообложен*, tax account*
IFRS: мсфо
GAAP: us gaap
РСБУ: рсбу
Payroll: расчет заработн* плат*, начислен* зарплат*
Financial Analysis: финансов* анализ*, financial analy*
Financial Modeling: финансов* моделирован*, financial model*
Budgeting: бюджетирован*
Audit: аудит*, auditing
Risk Management: управлен* риск*, риск менеджмент*
Treasury: казначейств*
Банк-клиент: клиент банк
КонсультантПлюс: консультант плюс
Document Management: документооборот*, делопроизводств*, document control
Primary Documents: первичн* документ*, первичн* документац*
Inventory Management: инвентаризац*, inventory control, складск* учет*
Warehouse: кладовщик*, складск* логистик*, warehousing
Logistics: логистик*, logistic
Supply Chain: supply chain manag*, цеп* поставок
Procurement: закупк*, закупок, purchasing
Tenders: тендер*, 44 фз, 223 фз
ВЭД: внешнеэкономическ* деятельност*
Customs: таможенн* оформлен*, customs clear*
Sales: продаж*
B2B Sales: b2b продаж*, продаж* b2b
Cold Calling: холодн* звонк*, cold call*
Lead Generation: лидогенерац*, lead gen
Negotiation: переговор*, negotiation skill*, negotiating
Customer Service: customer support, обслуживан* клиент*, клиентск* сервис*, работ* с клиент*
Account Management: account manager, key account*, ключев* клиент*
Retail: розничн* торговл*, ритейл*
Merchandising: мерчандайз*
Cash Handling: кассир*, работ* с касс*, кассов* дисциплин*
E-commerce: ecommerce, e commerce, электронн* коммерц*
Marketplaces: маркетплейс*, wildberries, ozon, вайлдберриз
Call Center: колл центр*, call centre, contact center
Recruiting: подбор* персонал*, рекрутинг*, recruitment, talent acquisition
HR Administration: кадров* делопроизводств*, кадров* учет*, hr admin*
Onboarding: адаптац* персонал*
Training: обучен* персонал*, staff training
Teaching: преподаван*, преподавател*, учител*, teacher*
English: английск*, english language, английский язык
German: немецк*, german language, deutschkenntnisse
French: французск*, french language
Spanish: испанск*, spanish language
Chinese: китайск*, mandarin
Translation: перевод текст*, письменн* перевод*, translator*, переводчик*
Driving Licence B: категори* b, категории в, водительск* удостоверен*, driver s license, drivers license, driving licence, driving license
Driving Licence C: категори* c, категории с, cdl
Forklift: погрузчик*, штабелер*, forklift operator
Welding: сварщик*, сварк*, электрогазосварщик*, welder*
Electrical Work: электромонтаж*, электромонтер*, электрик*, electrician*
Plumbing: сантехник*, слесар* сантехник*, plumber*
Carpentry: плотник*, столяр*, carpenter*
Metalworking: слесар*, токар*, фрезеровщик*, machinist*, токарн*
CNC: чпу, cnc machin*
Construction: строительств*, строительн* работ*, construction manag*
Land Surveying: геодези*, surveyor*
HVAC: отоплен*, вентиляц*, овик
Occupational Safety: охран* труд*, health and safety, ehs, техник* безопасност*
Fire Safety: пожарн* безопасност*
Quality Control: контрол* качеств*, отк, quality inspect*
Lean Manufacturing: бережлив* производств*, lean, kaizen
Six Sigma
ISO 9001: iso9001, смк
Maintenance: техническ* обслуживан*, preventive maintenance
HACCP: хассп
Cooking: повар*, chef, приготовлен* пищ*, food preparation
Barista: бариста
Bartending: бармен*, bartender*
Waiting Tables: официант*, waiter, waitress
Hospitality: гостиничн* бизнес*, hotel manag*
Housekeeping: горничн*, уборк*, cleaning
Nursing: медсестр*, медицинск* сестр*, registered nurse, rn
First Aid: перв* помощ*, cpr, bls
Pharmacy: фармацевт*, провизор*, pharmacist*
Clinical Research: клиническ* исследован*, clinical trial*
Laboratory: лаборатор*, laboratory techni*
Patient Care: уход* за пациент*
Massage: массаж*
Psychology: психолог*, psychologist*
Hairdressing: парикмахер*, hairdresser*
Childcare: уход* за ребенк*, воспитател*
Security Guard: охранник*, контролер* кпп
Law: юриспруденц*, юрист*, legal counsel
Contract Law: договорн* прав*, договорн* работ*, contract negotiat*
Labor Law: трудов* прав*, трудов* законодательств*, employment law
Litigation: судебн* представ*, представлен* интересов в суд*
GDPR: data protection
AML: anti money laundering, kyc
Journalism: журналистик*
Editing: редактирован*, copy editing
Video Editing: видеомонтаж*, монтаж* видео
Photography: фотограф*, photographer*
Animation: анимац*, motion design*
Event Management: организац* мероприят*, event planning
Technical Writing: technical writer*, техническ* писател*
Office Administration: office manager, офис менеджер*, административн* поддержк*
Business Correspondence: делов* переписк*, деловая переписка
Microsoft Office: ms office, office 365, microsoft 365
Touch Typing: слеп* печат*
Leadership: лидерств*, управлен* команд*, team leadership
Mentoring: наставничеств*, менторств*
Communication: communication skill*, коммуникативн*, коммуникабельност*
Teamwork: работ* в команд*, командн* работ*, team player
Time Management: тайм менеджмент*
Problem Solving
Attention to Detail: внимательност*
Public Speaking: публичн* выступлен*
Blockchain: блокчейн*, web3
OOP: ооп, object oriented programming
Algorithms: алгоритм*, data structures
Design Patterns: паттерн* проектирован*
Unit Testing: unit test*, модульн* тестирован*, tdd
Software Architecture: архитектур* по, system design
API Development: разработк* api, api design
Web Scraping: парсинг*, scraping
Chatbots: чат бот*, telegram bot*, chatbot
asyncio: asyncio
SQLAlchemy: sqlalchemy
Celery: celery
pgvector: vector database*
LangChain: langchain
RAG: retrieval augmented generation
Prompt Engineering: промпт инжиниринг*
MLOps: ml ops
Hive: apache hive
Greenplum: гринплам
Oracle EBS: oracle e business
Camunda
OpenAPI: swagger
OAuth: oauth2, openid connect
Keycloak
Apache: apache http, httpd
HAProxy
Consul
Vault: hashicorp vault
ArgoCD: argo cd
OpenShift
OpenStack
Proxmox
MikroTik: микротик
Asterisk: voip, ip телефони*
DevOps: девопс
SRE: site reliability
DevSecOps
Technical Support: техподдержк*, техническ* поддержк*, help desk, helpdesk
`
